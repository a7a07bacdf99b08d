import { Form } from "@remix-run/react";

import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { ErrorSummary } from "#ui/error-summary";
import { Facts } from "#ui/facts";
import { TextField } from "#ui/field";
import { HiddenFields } from "#ui/hidden-fields";
import { TextLink } from "#ui/text-link";
import { errorOf } from "#app/ui/tenant";
import type { FieldError } from "#app/ui/tenant";

export type SideView = { title: string; name: string; facts: { term: string; text: string }[] };
export type PreviewView = {
  kept: SideView;
  merged: SideView;
  switchHref: string;
  /** What will happen to whom, a sentence each. */
  consequences: string[];
  /** Why they cannot become one as they are; what to do first. */
  unavailable: string | null;
  verb: string;
  hidden: Record<string, string>;
};

/** Both accounts side by side, what will happen, and the button that says it. */
export function Preview({ preview, errors, reason }: { preview: PreviewView; errors: FieldError[]; reason: string }) {
  return (
    <section aria-labelledby="preview" className="space-y-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6">
        <h2 id="preview" className="text-18 font-semibold">
          Before and after
        </h2>
        <TextLink href={preview.switchHref} touch>
          Keep the other one instead
        </TextLink>
      </div>
      <div className="grid gap-5 wide:grid-cols-2">
        {[preview.kept, preview.merged].map((side) => (
          <Card key={side.title} title={side.title} aside={side.name}>
            <Facts facts={side.facts} />
          </Card>
        ))}
      </div>
      <Card title="What will happen">
        <ul className="list-disc space-y-1 pl-5">
          {preview.consequences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <Form method="post" className="mt-4 max-w-text space-y-4">
          <ErrorSummary errors={errors} scope="merge" />
          <HiddenFields fields={preview.hidden} />
          <TextField
            scope="merge"
            name="reason"
            label="How you know that both are one person"
            hint="It stands in the record of both."
            value={reason}
            error={errorOf(errors, "reason")}
            maxLength={400}
            autoComplete="off"
            required
          />
          <Button
            look="danger"
            name="intent"
            value="merge"
            disabled={preview.unavailable !== null}
            reason={preview.unavailable ?? undefined}
          >
            {preview.verb}
          </Button>
        </Form>
      </Card>
    </section>
  );
}
