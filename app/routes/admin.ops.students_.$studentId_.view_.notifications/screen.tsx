import { ViewedPage } from "#ui/viewed-page";
import type { ViewedFrame } from "#ui/viewed-page";

import { NotificationsContent } from "../app.notifications/screen";
import type { NotificationsView } from "../app.notifications/screen";

/** A student's notifications as staff sees them too. */
export function ViewAsNotificationsScreen({ view, ...frame }: ViewedFrame & { view: NotificationsView }) {
  return (
    <ViewedPage {...frame} name="Notifications">
      <NotificationsContent view={view} />
    </ViewedPage>
  );
}
