import { Badge } from "./badge";
import { TextLink } from "./text-link";

export type NoticeLine = {
  id: string;
  title: string;
  text: string;
  /** "Nila Varghese · Mon 23 Nov, 4:12 pm IST" */
  meta: string;
  href: string | null;
  /** Not read before. */
  isNew: boolean;
};

/** What the school told somebody, newest first. */
export function NoticeList({ notices }: { notices: NoticeLine[] }) {
  return (
    <ul className="divide-y divide-line">
      {notices.map(({ id, title, text, meta, href, isNew }) => (
        <li key={id} className="py-3 first:pt-1 last:pb-1">
          <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
            <p className="min-w-0 font-semibold wrap-anywhere">
              {href ? <TextLink href={href}>{title}</TextLink> : title}
            </p>
            {isNew ? <Badge word="New" tone="info" /> : null}
          </div>
          <p className="mt-1 wrap-anywhere whitespace-pre-line">{text}</p>
          <p className="mt-1 text-14 text-muted">{meta}</p>
        </li>
      ))}
    </ul>
  );
}
