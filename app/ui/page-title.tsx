import type { ReactNode } from "react";

/** A page's one h1, with what stands before it (where we are) and after it (in one sentence). */
export function PageTitle({ before, children, after }: { before?: ReactNode; children: ReactNode; after?: ReactNode }) {
  return (
    <div className="mb-6">
      {before ? <div className="mb-2 text-14 text-muted">{before}</div> : null}
      <h1 className="text-28 font-bold tracking-title text-balance">{children}</h1>
      {after ? <div className="mt-2 text-18 text-muted">{after}</div> : null}
    </div>
  );
}
