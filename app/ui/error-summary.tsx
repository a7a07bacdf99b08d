import { useEffect, useRef } from "react";

import { fieldId } from "./field";
import type { FieldError } from "./tenant";

/** On top of a form that was sent back: what to fix, each a link to its field. Takes the focus, with or without scripts. */
export function ErrorSummary({ errors, scope, title }: { errors: FieldError[]; scope?: string; title?: string }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (errors.length > 0) box.current?.focus();
  }, [errors]);
  if (errors.length === 0) return null;
  // React focuses only controls for autoFocus; the attribute in the server's HTML is what a page without scripts needs.
  const focusWithoutScripts = { autoFocus: true };
  return (
    <div
      ref={box}
      tabIndex={-1}
      role="alert"
      aria-labelledby={fieldId("error-summary", scope)}
      className="mb-6 rounded-card border-2 border-danger bg-raised p-4"
      {...focusWithoutScripts}
    >
      <h2 id={fieldId("error-summary", scope)} className="text-18 font-bold">
        {title ?? (errors.length === 1 ? "There is one thing to fix" : "There are a few things to fix")}
      </h2>
      <ul className="mt-2 space-y-1">
        {errors.map((error) => (
          <li key={`${error.field} ${error.message}`} className="font-medium text-danger">
            {error.field ? (
              <a href={`#${fieldId(error.field, scope)}`} className="underline underline-offset-4">
                {error.message}
              </a>
            ) : (
              error.message
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
