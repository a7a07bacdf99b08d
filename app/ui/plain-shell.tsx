import type { ReactNode } from "react";

import { LetterMark } from "./letter-mark";
import { mainId, SkipLink } from "./skip-link";
import { SupportCard } from "./support-card";
import type { Tenant } from "./tenant";

/**
 * Signed out, or something went wrong: one thing on the page and whom to ask under it. Without a tenant it names none.
 */
export function PlainShell({
  tenant,
  homeHref = "/",
  requestId,
  children,
}: {
  tenant: Tenant | null;
  homeHref?: string;
  /** What support will want to know. */
  requestId?: string;
  children: ReactNode;
}) {
  return (
    <div className="mx-auto flex min-h-dvh max-w-text flex-col px-4 pb-8">
      <SkipLink />
      {tenant ? (
        <header className="py-5">
          {/* A full load: after an error nothing of the page before it should be trusted. */}
          <a href={homeHref} className="inline-flex min-h-11 items-center gap-2.5 rounded-control">
            <LetterMark letter={tenant.letter} />
            <span className="font-semibold">{tenant.name}</span>
          </a>
        </header>
      ) : null}
      <main id={mainId} tabIndex={-1} className={`flex-1 ${tenant ? "pt-4 desk:pt-8" : "pt-16 desk:pt-28"} pb-10`}>
        {children}
      </main>
      {tenant ? (
        <footer>
          <SupportCard tenant={tenant} requestId={requestId} />
        </footer>
      ) : null}
    </div>
  );
}
