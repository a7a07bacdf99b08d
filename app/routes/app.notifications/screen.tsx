import { Card } from "#ui/card";
import { ColumnShell } from "#ui/column-shell";
import { EmptyState } from "#ui/empty-state";
import { NoticeList } from "#ui/notice-list";
import type { NoticeLine } from "#ui/notice-list";
import { PageTitle } from "#ui/page-title";
import { TextLink } from "#ui/text-link";
import type { Place, Tenant } from "#app/ui/tenant";

export type NotificationsView = {
  /** Home of whose notices these are. */
  home: string;
  notices: NoticeLine[];
  /** Back to the first page; null on it. */
  newest: string | null;
  older: string | null;
};

/** All that the school told the student. */
export function NotificationsScreen({
  tenant,
  places,
  view,
}: {
  tenant: Tenant;
  places: Place[];
  view: NotificationsView;
}) {
  return (
    <ColumnShell tenant={tenant} places={places}>
      <NotificationsContent view={view} />
    </ColumnShell>
  );
}

/** The same without its frame, as staff sees it too when they look as the student. */
export function NotificationsContent({ view }: { view: NotificationsView }) {
  return (
    <>
      <PageTitle before={<TextLink href={view.home}>Home</TextLink>}>Notifications</PageTitle>
      {view.notices.length === 0 ? (
        <EmptyState icon="inbox" title={view.newest ? "Nothing older" : "Nothing yet"}>
          <p>Announcements and changes of your classes appear here, and in your mail.</p>
        </EmptyState>
      ) : (
        <Card title={view.newest ? "Older" : "Newest first"}>
          <NoticeList notices={view.notices} />
        </Card>
      )}
      {view.newest || view.older ? (
        <nav aria-label="Pages" className="flex flex-wrap gap-x-6 py-2">
          {view.newest ? (
            <TextLink tall href={view.newest}>
              Newest
            </TextLink>
          ) : null}
          {view.older ? (
            <TextLink tall href={view.older}>
              Older
            </TextLink>
          ) : null}
        </nav>
      ) : null}
    </>
  );
}
