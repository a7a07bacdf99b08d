import type { ReactNode } from "react";

import { Icon } from "./icon";
import type { IconName } from "./icon-paths";

/** An empty list says how it gets filled. */
export function EmptyState({ icon, title, children }: { icon: IconName; title: string; children: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-2 rounded-card border border-dashed border-line-strong px-6 py-10 text-center">
      <span className="text-muted">
        <Icon name={icon} size="large" />
      </span>
      <p className="text-18 font-semibold">{title}</p>
      <div className="max-w-text text-muted">{children}</div>
    </div>
  );
}
