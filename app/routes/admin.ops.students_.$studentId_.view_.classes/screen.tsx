import { ViewedPage } from "#ui/viewed-page";
import type { ViewedFrame } from "#ui/viewed-page";

import { ClassesContent } from "../app.batches/screen";
import type { ClassesView } from "../app.batches/screen";

/** A student's Classes as staff sees them too. */
export function ViewAsClassesScreen({ view, ...frame }: ViewedFrame & { view: ClassesView }) {
  return (
    <ViewedPage {...frame} name="Classes">
      <ClassesContent tenant={frame.tenant} view={view} sent={null} />
    </ViewedPage>
  );
}
