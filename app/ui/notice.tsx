import type { ReactNode } from "react";

import { Icon } from "./icon";
import type { Tone } from "./tenant";
import { toneIcon, toneSurface } from "./tone";

/** A message that stays on the page. `announce` reads it out when it is the answer to what was just done. */
export function Notice({
  tone,
  title,
  announce = false,
  children,
}: {
  tone: Tone;
  title: string;
  announce?: boolean;
  children?: ReactNode;
}) {
  return (
    <div
      role={announce ? (tone === "danger" ? "alert" : "status") : undefined}
      className={`flex gap-3 rounded-card border p-4 ${toneSurface[tone]}`}
    >
      <span className="mt-0.5">
        <Icon name={toneIcon[tone]} />
      </span>
      <div className="min-w-0">
        <p className="font-semibold">{title}</p>
        {children ? <div className="mt-1 text-ink">{children}</div> : null}
      </div>
    </div>
  );
}
