import { Link } from "@remix-run/react";

import type { Tone } from "./tenant";
import { toneText } from "./tone";

/** Parts of a list as links with their counts; the current one is marked. State stands in the address. */
export function FilterLinks({
  label,
  links,
}: {
  label: string;
  links: { label: string; count: number; tone: Tone; href: string; current: boolean }[];
}) {
  return (
    <nav aria-label={label} className="mb-3">
      <ul className="flex flex-wrap gap-2">
        {links.map((link) => (
          <li key={link.href}>
            <Link
              to={link.href}
              aria-current={link.current ? "page" : undefined}
              className="inline-flex min-h-9 items-center gap-2 rounded-full border border-line bg-raised px-3 text-14 hover:bg-sunken aria-[current]:border-brand aria-[current]:bg-brand-tint aria-[current]:font-semibold pointer-coarse:min-h-11"
            >
              {link.label}
              <span className={`font-semibold ${toneText[link.tone]}`}>{link.count.toLocaleString("en-IN")}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
