import { Link } from "@remix-run/react";
import { useId } from "react";
import type { ReactNode } from "react";

import { Icon } from "./icon";
import type { IconName } from "./icon-paths";

export type ButtonLook = "primary" | "secondary" | "quiet" | "danger";
export type ButtonSize = "small" | "regular" | "large";

const looks: Record<ButtonLook, string> = {
  primary: "border-transparent bg-solid text-on-solid hover:bg-solid-hover",
  secondary: "border-line-strong bg-raised text-ink hover:bg-sunken",
  quiet: "border-transparent text-brand hover:bg-brand-tint",
  danger: "border-transparent bg-danger-solid text-on-solid hover:bg-danger-solid-hover",
};
const sizes: Record<ButtonSize, string> = {
  small: "min-h-8 px-3 text-14 pointer-coarse:min-h-11",
  regular: "min-h-11 px-4 text-16",
  large: "min-h-13 px-6 text-18",
};
const disabledLook =
  "disabled:border-line disabled:bg-sunken disabled:text-muted disabled:shadow-none disabled:hover:bg-sunken";

const classes = (look: ButtonLook, size: ButtonSize, wide: boolean) =>
  `inline-flex items-center justify-center gap-2 rounded-control border py-1 text-center font-semibold transition-colors ${looks[look]} ${sizes[size]} ${wide ? "w-full" : ""}`;

type Shared = { look?: ButtonLook; size?: ButtonSize; wide?: boolean; icon?: IconName; children: ReactNode };

/**
 * A verb. Where the action is unavailable it stands there disabled, with the reason beside it.
 */
export function Button({
  look = "primary",
  size = "regular",
  wide = false,
  icon,
  disabled = false,
  reason,
  name,
  value,
  label,
  action,
  children,
}: Shared & {
  disabled?: boolean;
  /** Why it is disabled, or when it will not be. */
  reason?: string;
  name?: string;
  value?: string;
  /** Where it sends its form, if elsewhere than the form says. */
  action?: string;
  /** For screen readers where the visible verb alone would not say on what, for example in a list. */
  label?: string;
}) {
  const reasonId = useId();
  return (
    <>
      <button
        type="submit"
        className={`${classes(look, size, wide)} ${disabledLook}`}
        disabled={disabled}
        name={name}
        value={value}
        formAction={action}
        aria-label={label}
        aria-describedby={reason ? reasonId : undefined}
      >
        {icon ? <Icon name={icon} /> : null}
        {children}
      </button>
      {reason ? (
        <p id={reasonId} className="mt-2 text-14 text-muted">
          {reason}
        </p>
      ) : null}
    </>
  );
}

/** A way to another page that carries a button's weight. `document` asks for a full load: another origin or a redirect. */
export function LinkButton({
  look = "primary",
  size = "regular",
  wide = false,
  icon,
  href,
  document = false,
  children,
}: Shared & { href: string; document?: boolean }) {
  const plain = document || !href.startsWith("/");
  const content = (
    <>
      {icon ? <Icon name={icon} /> : null}
      {children}
    </>
  );
  return plain ? (
    <a href={href} className={classes(look, size, wide)}>
      {content}
    </a>
  ) : (
    <Link to={href} className={classes(look, size, wide)}>
      {content}
    </Link>
  );
}
