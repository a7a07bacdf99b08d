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
import { plural } from "#app/ui/plural";
import { errorOf } from "#app/ui/tenant";
import type { FieldError, Place, Tenant } from "#app/ui/tenant";

import { optionsOf } from "../admin.ops.batches.new/screen";

type Choice = { id: string; name: string };
type ChangeField = "scope" | "title" | "on" | "time" | "minutes" | "trainerId" | "hostAccountId" | "version";
export type ChangeView = {
  name: string;
  when: string;
  back: string;
  following: number;
  unavailable: string | null;
  form: Record<ChangeField, string>;
  trainers: Choice[];
  hosts: Choice[];
};

/** One class, or it and all that follow, changed: first what it would do, then saving it. */
export function ChangeScreen({
  tenant,
  places,
  person,
  view,
  reach,
  typed,
  errors,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: ChangeView;
  reach: ReachView | null;
  typed: Record<string, string> | null;
  errors: FieldError[];
}) {
  const field = (name: ChangeField) => ({
    name,
    value: typed?.[name] ?? view.form[name],
    error: errorOf(errors, name),
  });
  // Shown where it matters: a trainer who is taken then, or one that was set aside already.
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle before={<TextLink href={view.back}>Back to the class</TextLink>} after={view.when}>
        Change {view.name}
      </PageTitle>
      {view.unavailable ? (
        <Notice tone="info" title={view.unavailable} />
      ) : (
        <Form method="post" className="max-w-column space-y-5">
          <ErrorSummary errors={errors} />
          <HiddenFields
            fields={{ version: typed?.["version"] ?? view.form.version, shown: reach?.shown ?? typed?.["shown"] ?? "" }}
          />
          <SelectField
            {...field("scope")}
            label="What changes"
            options={[
              { value: "this", label: "Only this class" },
              ...(view.following > 0
                ? [
                    {
                      value: "following",
                      label: `This class and the ${plural(view.following, "one that follows", "that follow")}`,
                    },
                  ]
                : []),
            ]}
          />
          <div className="grid grid-cols-2 gap-5 desk:grid-cols-3">
            <div className="col-span-2 desk:col-span-1">
              <TextField {...field("on")} label="Day" type="date" required />
            </div>
            <TextField {...field("time")} label="Time" type="time" required />
            <TextField {...field("minutes")} label="Minutes" inputMode="numeric" maxLength={3} required />
          </div>
          <p className="text-14 text-muted">
            Classes that follow move by as many days as this one, and take its new time. Topics stay with their class.
          </p>
          <TextField {...field("title")} label="Topic of this class" maxLength={200} required />
          <div className="grid gap-5 desk:grid-cols-2">
            <SelectField {...field("trainerId")} label="Trainer" options={optionsOf(view.trainers, "None yet")} />
            <SelectField {...field("hostAccountId")} label="Host account" options={optionsOf(view.hosts, "None")} />
          </div>
          <TextField
            name="link"
            label="New meeting link or meeting ID"
            hint="Needed when the host account changes; leave it empty to keep the meeting."
            value={typed?.["link"] ?? ""}
            error={errorOf(errors, "link")}
            maxLength={2000}
            autoComplete="off"
            spellCheck={false}
          />
          <ReachFields reach={reach} typed={typed} errors={errors} />
          <TextField
            name="reason"
            label="Reason"
            hint="Students read it in the mail when the hour changes."
            value={typed?.["reason"] ?? ""}
            error={errorOf(errors, "reason")}
            maxLength={400}
            autoComplete="off"
          />
          {reach ? <ReachPanel view={reach} /> : null}
          <Button reason={reach ? "What you change first is shown again before it is saved." : undefined}>
            {reach ? "Save the change" : "See what it does"}
          </Button>
        </Form>
      )}
    </ConsoleShell>
  );
}
