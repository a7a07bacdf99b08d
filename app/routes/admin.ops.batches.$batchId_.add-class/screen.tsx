import { Form } from "@remix-run/react";

import { Button } from "#ui/button";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { ErrorSummary } from "#ui/error-summary";
import { SelectField, TextField } from "#ui/field";
import { HiddenFields } from "#ui/hidden-fields";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { ReachFields } from "#ui/reach-fields";
import { ReachPanel } from "#ui/reach-panel";
import type { ReachView } from "#ui/reach-panel";
import { TextLink } from "#ui/text-link";
import { errorOf } from "#app/ui/tenant";
import type { FieldError, Place, Tenant } from "#app/ui/tenant";

import { optionsOf } from "../admin.ops.batches.new/screen";

type Choice = { id: string; name: string };
type AddField = "title" | "on" | "time" | "minutes" | "trainerId" | "hostAccountId" | "version";
export type AddClassView = {
  code: string;
  /** The number the class gets. */
  number: number;
  back: string;
  unavailable: string | null;
  form: Record<AddField, string>;
  trainers: Choice[];
  hosts: Choice[];
};

/** One more class of a batch: first whom it reaches and what is in its way, then saving it. */
export function AddClassScreen({
  tenant,
  places,
  person,
  view,
  reach,
  notes,
  typed,
  errors,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: AddClassView;
  reach: ReachView | null;
  notes: string[];
  typed: Record<string, string> | null;
  errors: FieldError[];
}) {
  const field = (name: AddField) => ({
    name,
    value: typed?.[name] ?? view.form[name],
    error: errorOf(errors, name),
  });
  // Shown where it matters: a trainer who is taken then, or one that was set aside already.
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle
        before={<TextLink href={view.back}>Back to {view.code}</TextLink>}
        after={`It becomes class ${view.number}, beside the weekly pattern, on the ${tenant.words.batch}’s standing link.`}
      >
        Add a class to {view.code}
      </PageTitle>
      {view.unavailable ? (
        <Notice tone="info" title={view.unavailable} />
      ) : (
        <Form method="post" className="max-w-column space-y-5">
          <ErrorSummary errors={errors} />
          <HiddenFields
            fields={{ version: typed?.["version"] ?? view.form.version, shown: reach?.shown ?? typed?.["shown"] ?? "" }}
          />
          <TextField {...field("title")} label="Topic" maxLength={200} autoComplete="off" required />
          <div className="grid grid-cols-2 gap-5 desk:grid-cols-3">
            <div className="col-span-2 desk:col-span-1">
              <TextField {...field("on")} label="Day" type="date" required />
            </div>
            <TextField {...field("time")} label="Time" type="time" required />
            <TextField {...field("minutes")} label="Minutes" inputMode="numeric" maxLength={3} required />
          </div>
          <div className="grid gap-5 desk:grid-cols-2">
            <SelectField {...field("trainerId")} label="Trainer" options={optionsOf(view.trainers, "None yet")} />
            <SelectField {...field("hostAccountId")} label="Host account" options={optionsOf(view.hosts, "None")} />
          </div>
          <ReachFields reach={reach} typed={typed} errors={errors} />
          <TextField
            name="reason"
            label="Reason"
            value={typed?.["reason"] ?? ""}
            error={errorOf(errors, "reason")}
            maxLength={400}
            autoComplete="off"
          />
          {reach ? <ReachPanel view={reach} skipped={notes} /> : null}
          <Button reason={reach ? "What you change first is shown again before it is saved." : undefined}>
            {reach ? "Add the class" : "See what it does"}
          </Button>
        </Form>
      )}
    </ConsoleShell>
  );
}
