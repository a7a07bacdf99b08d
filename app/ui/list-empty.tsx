import type { ReactNode } from "react";

import { EmptyState } from "./empty-state";
import type { IconName } from "./icon-paths";
import { TextLink } from "./text-link";

/** An empty list says how it gets filled; one whose filters match nothing says that, and the way back. */
export function ListEmpty({
  icon,
  title,
  clear,
  nothingMatches = "Nothing matches",
  children,
}: {
  icon: IconName;
  title: string;
  clear: string | null;
  nothingMatches?: string;
  children: ReactNode;
}) {
  if (clear)
    return (
      <EmptyState icon="search-x" title={nothingMatches}>
        <p>
          No row is like that. Check what you typed, or <TextLink href={clear}>clear the filters</TextLink>.
        </p>
      </EmptyState>
    );
  return (
    <EmptyState icon={icon} title={title}>
      {children}
    </EmptyState>
  );
}
