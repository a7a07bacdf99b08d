import { Link } from "@remix-run/react";
import type { ReactNode } from "react";

/** A link in running text: underlined, in the brand's readable shade. */
export function TextLink({
  href,
  children,
  quiet = false,
  tall = false,
  touch = false,
  document = false,
}: {
  href: string;
  children: ReactNode;
  quiet?: boolean;
  /** Stands alone, so a thumb must be able to hit it. */
  tall?: boolean;
  /** Stands in a dense row: tall only where it is touched. */
  touch?: boolean;
  /** The answer is a file, or leads elsewhere: the browser asks for it itself. */
  document?: boolean;
}) {
  const look = `rounded-control underline decoration-1 underline-offset-4 hover:decoration-2 ${quiet ? "text-muted" : "font-medium text-brand"} ${tall ? "inline-flex min-h-11 items-center" : ""} ${touch ? "pointer-coarse:inline-flex pointer-coarse:min-h-11 pointer-coarse:items-center" : ""}`;
  return href.startsWith("/") && !document ? (
    <Link to={href} className={look}>
      {children}
    </Link>
  ) : (
    <a href={href} className={look}>
      {children}
    </a>
  );
}
