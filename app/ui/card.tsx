import { useId } from "react";
import type { ReactNode } from "react";

/** A titled part of a page on its own surface. `aside` stands at the right of the title: a count or a link. */
export function Card({
  title,
  aside,
  id,
  children,
}: {
  title: string;
  aside?: ReactNode;
  id?: string;
  children: ReactNode;
}) {
  const titleId = useId();
  return (
    <section id={id} aria-labelledby={titleId} className="rounded-card border border-line bg-raised">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 pt-4">
        <h2 id={titleId} className="text-16 font-semibold">
          {title}
        </h2>
        {aside ? <div className="text-14 text-muted">{aside}</div> : null}
      </div>
      <div className="px-4 pt-2 pb-4">{children}</div>
    </section>
  );
}
