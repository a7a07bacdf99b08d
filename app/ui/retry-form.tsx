import { useEffect, useRef } from "react";

import { Button } from "./button";
import { HiddenFields } from "./hidden-fields";

/**
 * Sends the same form again by itself while the page is looked at. A document form and not a fetch: the answer may be
 * a redirect to another origin. Without scripts the page loads itself again, which asks and sends nothing.
 */
export function RetryForm({
  action,
  hidden,
  seconds,
  children,
}: {
  action: string;
  hidden: Record<string, string>;
  seconds: number;
  children: string;
}) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") form.current?.requestSubmit();
    }, seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return (
    <form ref={form} method="post" action={action}>
      <HiddenFields fields={hidden} />
      <Button wide size="large">
        {children}
      </Button>
      <noscript>
        <meta httpEquiv="refresh" content={`${seconds};url=${action}`} />
      </noscript>
    </form>
  );
}
