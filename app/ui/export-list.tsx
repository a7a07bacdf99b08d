import { Form } from "@remix-run/react";

import { Button } from "./button";

/**
 * All rows of a list's filter as a file. The answer is a file: a document form, not a fetch, so that the page stays. And a form,
 * not a link: that somebody took rows along stands in the record, and a link on another site must not write that.
 */
export function ExportList({
  action,
  unavailable = null,
  label = "Export all of this as CSV",
}: {
  action: string;
  unavailable?: string | null;
  label?: string;
}) {
  return (
    <Form method="post" action={action} reloadDocument className="mt-2">
      <Button
        look="secondary"
        size="small"
        icon="download"
        disabled={unavailable !== null}
        reason={unavailable ?? undefined}
      >
        {label}
      </Button>
    </Form>
  );
}
