import { ViewedPage } from "#ui/viewed-page";
import type { ViewedFrame } from "#ui/viewed-page";

import { HomeContent } from "../app._index/screen";
import type { HomeView } from "../app._index/screen";

/** A student's Home as staff sees it too. */
export function ViewAsScreen({ view, ...frame }: ViewedFrame & { view: HomeView }) {
  return (
    <ViewedPage {...frame} name="Home">
      <HomeContent tenant={frame.tenant} view={view} />
    </ViewedPage>
  );
}
