import { Form } from "@remix-run/react";

import { Button } from "./button";

/** All rows of a list's filter as a file. The answer is a file: a document form, not a fetch, so that the page stays. */
export function ExportList({ action, unavailable }: { action: string; unavailable: string | null }) {
  return (
    <Form method="post" action={action} reloadDocument className="mt-2">
      <Button
        look="secondary"
        size="small"
        icon="download"
        disabled={unavailable !== null}
        reason={unavailable ?? undefined}
      >
        Export all of this as CSV
      </Button>
    </Form>
  );
}
