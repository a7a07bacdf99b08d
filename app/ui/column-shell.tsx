import { Link } from "@remix-run/react";
import type { ReactNode } from "react";

import { Icon } from "./icon";
import { LetterMark } from "./letter-mark";
import { mainId, SkipLink } from "./skip-link";
import type { Place, Tenant } from "./tenant";

/** One column for one thing at a time: places in a bar under the thumb on a phone, in the slim top bar on a desk. */
export function ColumnShell({
  tenant,
  places,
  banner,
  children,
}: {
  tenant: Tenant;
  places: Place[];
  /** Over everything, where the page is not the reader's own. */
  banner?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="min-h-dvh pb-24 desk:pb-12">
      <SkipLink />
      {banner}
      <header className="border-b border-line bg-raised">
        <div className="mx-auto flex min-h-14 max-w-column items-center justify-between gap-4 px-4">
          <Link to={places[0]?.href ?? "/"} className="flex min-h-11 min-w-0 items-center gap-2.5 rounded-control">
            <LetterMark letter={tenant.letter} />
            <span className="line-clamp-2 leading-tight font-semibold">{tenant.name}</span>
          </Link>
          <Places places={places} />
        </div>
      </header>
      <main id={mainId} tabIndex={-1} className="mx-auto max-w-column px-4 pt-6">
        {children}
      </main>
    </div>
  );
}

function Places({ places }: { places: Place[] }) {
  if (places.length === 0) return null;
  return (
    <nav
      aria-label="Places"
      className="fixed inset-x-0 bottom-0 z-10 border-t border-line bg-raised pb-[env(safe-area-inset-bottom)] desk:static desk:border-0 desk:pb-0"
    >
      <ul className="mx-auto flex max-w-column desk:gap-1">
        {places.map((place) => (
          <li key={place.href} className="flex-1 desk:flex-none">
            <Link
              to={place.href}
              aria-current={place.current ? "page" : undefined}
              className="flex min-h-15 flex-col items-center justify-center gap-0.5 border-t-2 border-transparent px-2 text-14 text-muted hover:text-ink aria-[current]:border-brand aria-[current]:font-semibold aria-[current]:text-brand desk:min-h-11 desk:flex-row desk:gap-2 desk:rounded-control desk:border-0 desk:px-3 desk:hover:bg-sunken desk:aria-[current]:bg-brand-tint"
            >
              <Icon name={place.icon} />
              {place.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
