import { Form } from "@remix-run/react";

import { Button } from "#ui/button";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { ErrorSummary } from "#ui/error-summary";
import { CheckField, SelectField, TextField } from "#ui/field";
import { PageTitle } from "#ui/page-title";
import { TextLink } from "#ui/text-link";
import type { SentBack } from "#app/form-answer";
import { paths } from "#app/paths";
import { errorOf } from "#app/ui/tenant";
import type { Place, Tenant } from "#app/ui/tenant";

type Choice = { id: string; name: string };
export type NewBatchChoices = { courses: Choice[]; owners: Choice[]; trainers: Choice[]; hosts: Choice[] };

export const optionsOf = (list: Choice[], none: string) => [
  { value: "", label: none },
  ...list.map(({ id, name }) => ({ value: id, label: name })),
];

/** A new cohort, in planning. Its classes come next, by a weekly pattern. */
export function NewBatchScreen({
  tenant,
  places,
  person,
  choices,
  sentBack,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  choices: NewBatchChoices;
  sentBack: Pick<SentBack, "errors" | "typed"> | null;
}) {
  const errors = sentBack?.errors ?? [];
  const typed = sentBack?.typed ?? {};
  const { words } = tenant;
  const field = (name: string) => ({ name, value: typed[name] ?? "", error: errorOf(errors, name) });
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle
        before={<TextLink href={paths.batches()}>All {words.batches}</TextLink>}
        after={`It begins in planning: nobody sees it yet. Its classes come next, by a weekly pattern.`}
      >
        New {words.batch}
      </PageTitle>
      <Form method="post" className="max-w-column space-y-5">
        <ErrorSummary errors={errors} />
        <div className="grid gap-5 desk:grid-cols-2">
          <TextField
            {...field("code")}
            label="Code"
            hint="Short and never used again, like AWS-14."
            maxLength={30}
            autoComplete="off"
            spellCheck={false}
            required
          />
          <TextField {...field("name")} label="Name" hint="As students read it." maxLength={120} required />
          <SelectField
            {...field("courseId")}
            label="Course"
            options={optionsOf(choices.courses, "Choose the course")}
            required
          />
          <TextField {...field("capacity")} label="Seats" inputMode="numeric" maxLength={6} required />
          <TextField {...field("startsOn")} label="Starts on" type="date" />
          <div className="self-end">
            <CheckField
              name="startConfirmed"
              label="The start is confirmed"
              hint="Until then students read it as tentative."
              error={errorOf(errors, "startConfirmed")}
              checked={typed["startConfirmed"] === "yes"}
            />
          </div>
          <SelectField {...field("ownerId")} label="Owner" options={optionsOf(choices.owners, "Nobody yet")} />
          <SelectField {...field("trainerId")} label="Trainer" options={optionsOf(choices.trainers, "None yet")} />
          <SelectField
            {...field("hostAccountId")}
            label="Host account"
            options={optionsOf(choices.hosts, "None yet")}
          />
          <TextField
            {...field("fallbackUrl")}
            label="Fallback meeting link"
            type="url"
            maxLength={2000}
            autoComplete="off"
            spellCheck={false}
          />
        </div>
        <Button>Make the {words.batch}</Button>
      </Form>
    </ConsoleShell>
  );
}
