import { Form } from "@remix-run/react";

import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { ErrorSummary } from "#ui/error-summary";
import { CheckField, SelectField, TextAreaField, TextField } from "#ui/field";
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

export type ScheduleView = {
  code: string;
  back: string;
  unavailable: string | null;
  zone: string;
  coming: { id: string; number: number; title: string; when: string; change: string }[];
  /** Of the organization, still to come. */
  holidays: string[];
  form: Record<string, string>;
};

const days = [
  ["mon", "Mon"],
  ["tue", "Tue"],
  ["wed", "Wed"],
  ["thu", "Thu"],
  ["fri", "Fri"],
  ["sat", "Sat"],
  ["sun", "Sun"],
] as const;

/** A batch's weekly pattern: first what it makes of the classes, then saving it. */
export function ScheduleScreen({
  tenant,
  places,
  person,
  view,
  reach,
  skipped,
  typed,
  errors,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: ScheduleView;
  reach: ReachView | null;
  skipped: string[];
  typed: Record<string, string> | null;
  errors: FieldError[];
}) {
  const valueOf = (name: string) => (typed ? (typed[name] ?? "") : (view.form[name] ?? ""));
  const field = (name: string) => ({ name, value: valueOf(name), error: errorOf(errors, name) });
  const daysError = errorOf(errors, "days");
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle
        before={<TextLink href={view.back}>Back to {view.code}</TextLink>}
        after="Classes to come are laid on these days in order; each keeps its number, topic and link. Past classes stay. The form shows how they stand, with classes moved or cancelled by themselves."
      >
        Schedule of {view.code}
      </PageTitle>
      {view.unavailable ? <Notice tone="info" title={view.unavailable} /> : null}
      <div className="grid gap-6 wide:grid-cols-[minmax(0,1fr)_24rem]">
        {view.unavailable ? null : (
          <Form method="post" className="max-w-column space-y-5">
            <ErrorSummary errors={errors} />
            <HiddenFields
              fields={{ version: typed?.["version"] ?? view.form["version"] ?? "", shown: reach?.shown ?? "" }}
            />
            <fieldset id="days" aria-describedby={daysError ? "days-error" : undefined}>
              <legend className="mb-1 font-semibold">Days of the week</legend>
              {daysError ? (
                <p id="days-error" className="mb-2 font-medium text-danger">
                  {daysError}
                </p>
              ) : null}
              <div className="flex flex-wrap gap-x-5">
                {days.map(([name, label]) => (
                  <CheckField key={name} name={name} label={label} error={null} checked={valueOf(name) === "yes"} />
                ))}
              </div>
            </fieldset>
            <div className="grid grid-cols-2 gap-5 desk:grid-cols-3">
              <TextField {...field("time")} label="Time" type="time" required />
              <TextField {...field("minutes")} label="Minutes" inputMode="numeric" maxLength={3} required />
              <div className="col-span-2 desk:col-span-1">
                <TextField {...field("from")} label="From" type="date" required />
              </div>
              <div className="col-span-2 desk:col-span-1">
                <SelectField
                  {...field("ends")}
                  label="Ends"
                  options={[
                    { value: "count", label: "After so many classes" },
                    { value: "until", label: "On a last day" },
                  ]}
                />
              </div>
              <TextField {...field("count")} label="Classes" inputMode="numeric" maxLength={3} />
              <TextField {...field("until")} label="Last day" type="date" />
            </div>
            <div className="grid gap-5 desk:grid-cols-2">
              <TextAreaField
                {...field("skip")}
                label="Days without class"
                hint={`This ${tenant.words.batch}’s own, one a line, like 2026-12-25.`}
              />
              <TextAreaField
                {...field("moved")}
                label="Days held on another day"
                hint="One a line, like 2026-12-24 to 2026-12-27 18:00 for 90. Time and minutes only where they are others."
              />
            </div>
            <TextAreaField
              {...field("titles")}
              label="Topics of new classes"
              hint="One a line, in order. A class without one is called by its number; classes that stand keep theirs."
              rows={5}
            />
            <ReachFields reach={reach} typed={typed} errors={errors} />
            <TextField
              {...field("reason")}
              label="Reason"
              hint="Students read it in the mail when classes move."
              maxLength={400}
              autoComplete="off"
            />
            {errorOf(errors, "trainerId") ? (
              <p id="trainerId" className="text-danger">
                {errorOf(errors, "trainerId")}
              </p>
            ) : null}
            {errorOf(errors, "hostAccountId") ? (
              <p id="hostAccountId" className="text-danger">
                {errorOf(errors, "hostAccountId")}
              </p>
            ) : null}
            {reach ? <ReachPanel view={reach} skipped={skipped} /> : null}
            <Button reason={reach ? "What you change first is shown again before it is saved." : undefined}>
              {reach ? "Save the schedule" : "See what it does"}
            </Button>
          </Form>
        )}
        <div className="min-w-0 space-y-5">
          <Card title={plural(view.coming.length, "class to come", "classes to come")}>
            {view.coming.length === 0 ? (
              <p className="text-muted">None yet. The pattern makes them.</p>
            ) : (
              <ol className="divide-y divide-line">
                {view.coming.map((one) => (
                  <li key={one.id} className="py-2">
                    <p>
                      {one.number}. {one.title}
                    </p>
                    <p className="text-14 text-muted">
                      {one.when} ·{" "}
                      <TextLink href={one.change} touch>
                        Change<span className="sr-only"> class {one.number}</span>
                      </TextLink>
                    </p>
                  </li>
                ))}
              </ol>
            )}
          </Card>
          <Card title="Holidays of the school">
            {view.holidays.length === 0 ? (
              <p className="text-muted">None are entered from now on.</p>
            ) : (
              <ul className="space-y-1">
                {view.holidays.map((text) => (
                  <li key={text}>{text}</li>
                ))}
              </ul>
            )}
          </Card>
        </div>
      </div>
    </ConsoleShell>
  );
}
