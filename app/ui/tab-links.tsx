import { Link } from "@remix-run/react";

/** Parts of one page, each with its own address. */
export function TabLinks({
  label,
  tabs,
}: {
  label: string;
  tabs: { href: string; label: string; count: number | null; current: boolean }[];
}) {
  return (
    <nav aria-label={label} className="mb-5 overflow-x-auto border-b border-line">
      <ul className="flex gap-1">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <Link
              to={tab.href}
              aria-current={tab.current ? "page" : undefined}
              className="flex min-h-11 items-center gap-2 border-b-2 border-transparent px-3 whitespace-nowrap text-muted hover:text-ink aria-[current]:border-brand aria-[current]:font-semibold aria-[current]:text-brand wide:min-h-9 pointer-coarse:min-h-11"
            >
              {tab.label}
              {tab.count === null || tab.count === 0 ? null : (
                <span className="rounded-full bg-sunken px-1.5 text-14 text-ink">{tab.count}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
