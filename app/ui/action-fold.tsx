import { Form } from "@remix-run/react";
import type { ReactNode } from "react";

import { Button } from "./button";
import type { ButtonLook } from "./button";
import { ErrorSummary } from "./error-summary";
import { HiddenFields } from "./hidden-fields";
import { Icon } from "./icon";
import type { FieldError } from "./tenant";

/** A list of things that can be done with what a page shows. */
export function ActionList({ title = "What you can do", children }: { title?: string; children: ReactNode }) {
  return (
    <section aria-labelledby="actions" className="print:hidden">
      <h2 id="actions" className="mb-2 font-semibold">
        {title}
      </h2>
      <div className="divide-y divide-line rounded-card border border-line bg-raised">{children}</div>
    </section>
  );
}

/**
 * One thing that can be done, its form behind its name. What cannot be done now stands there with its reason. The form
 * posts `intent` with the action's name.
 */
export function ActionFold({
  name,
  title,
  explains,
  unavailable,
  verb,
  look,
  errors,
  hidden,
  open = false,
  children,
}: {
  name: string;
  title: string;
  explains: string;
  unavailable: string | null;
  verb: string;
  look?: ButtonLook;
  /** Of this form, where it was sent back. */
  errors: FieldError[];
  hidden?: Record<string, string>;
  open?: boolean;
  children: ReactNode;
}) {
  if (unavailable !== null)
    return (
      <div id={name} className="px-4 py-3">
        <p className="font-semibold text-muted">{title}</p>
        <p className="text-14 text-muted">{unavailable}</p>
      </div>
    );
  return (
    <details id={name} className="group" open={open || errors.length > 0}>
      <summary className="flex min-h-12 list-none items-center justify-between gap-3 rounded-card px-4 font-semibold hover:bg-sunken">
        {title}
        <span className="text-muted transition-transform group-open:rotate-90">
          <Icon name="chevron-right" />
        </span>
      </summary>
      <div className="px-4 pt-1 pb-5">
        <p className="mb-4 text-muted">{explains}</p>
        <Form method="post" className="space-y-4">
          <ErrorSummary errors={errors} scope={name} />
          <HiddenFields fields={hidden ?? {}} />
          {children}
          <Button look={look} name="intent" value={name}>
            {verb}
          </Button>
        </Form>
      </div>
    </details>
  );
}

/** A place in the list that leads to a page of its own. */
export function ActionLink({ children }: { children: ReactNode }) {
  return <div className="flex min-h-12 items-center px-4 font-semibold">{children}</div>;
}
