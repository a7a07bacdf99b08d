import { ActionFold, ActionLink, ActionList } from "#ui/action-fold";
import { CheckField, SelectField, TextField } from "#ui/field";
import { TextLink } from "#ui/text-link";
import type { SentBack } from "#app/form-answer";
import { errorOf } from "#app/ui/tenant";
import type { SchoolWords } from "#kernel/school-words";

import { optionsOf } from "../admin.ops.batches.new/screen";

type Choice = { id: string; name: string };
export type Fold = {
  name: "open" | "start" | "undo_start" | "complete" | "reopen" | "resend" | "facts" | "capacity";
  title: string;
  verb: string;
  explains: string;
  unavailable: string | null;
};
type TypedField = "name" | "capacity" | "startsOn" | "ownerId" | "trainerId" | "hostAccountId";
export type BatchForm = {
  name: string;
  capacity: string;
  startsOn: string;
  startConfirmed: boolean;
  ownerId: string;
  trainerId: string;
  hostAccountId: string;
  hasFallback: boolean;
  linkVersion: string;
  owners: Choice[];
  trainers: Choice[];
  hosts: Choice[];
};
export type BatchLinks = {
  schedule: string | null;
  addClass: string | null;
  announce: string | null;
  print: string | null;
  file: string | null;
  cancel: string | null;
};

/** What can be done with a batch: its life, its facts, and the pages of their own. Every form carries the version it was made from. */
export function BatchActions({
  folds,
  links,
  words,
  form,
  version,
  sentBack,
}: {
  folds: Fold[];
  links: BatchLinks;
  words: SchoolWords;
  form: BatchForm;
  version: number;
  sentBack: SentBack | null;
}) {
  if (folds.length === 0 && !links.schedule && !links.announce && !links.cancel) return null;
  return (
    <ActionList>
      {links.schedule ? (
        <ActionLink>
          <TextLink href={links.schedule}>Weekly pattern and classes</TextLink>
        </ActionLink>
      ) : null}
      {links.addClass ? (
        <ActionLink>
          <TextLink href={links.addClass}>Add a class</TextLink>
        </ActionLink>
      ) : null}
      {links.announce ? (
        <ActionLink>
          <TextLink href={links.announce}>Send an announcement</TextLink>
        </ActionLink>
      ) : null}
      {folds.map((fold) => {
        const mine = sentBack?.intent === fold.name ? sentBack : null;
        return (
          <ActionFold
            key={fold.name}
            {...fold}
            look={fold.name === "undo_start" || fold.name === "complete" ? "secondary" : "primary"}
            errors={mine?.errors ?? []}
            // What was typed stays; so does the version it was typed on, or a second try would overwrite unseen.
            hidden={{
              version: mine?.typed["version"] ?? String(version),
              ...(fold.name === "facts" ? { linkVersion: mine?.typed["linkVersion"] ?? form.linkVersion } : {}),
            }}
          >
            {fold.name === "facts" ? <FactFields form={form} sentBack={mine} /> : null}
            {fold.name === "capacity" ? (
              <TextField
                scope="capacity"
                name="capacity"
                label="Seats"
                value={mine?.typed["capacity"] ?? form.capacity}
                error={errorOf(mine?.errors ?? [], "capacity")}
                inputMode="numeric"
                maxLength={6}
                required
              />
            ) : null}
            <TextField
              scope={fold.name}
              name="reason"
              label="Reason"
              value={mine?.typed["reason"] ?? ""}
              error={errorOf(mine?.errors ?? [], "reason")}
              maxLength={400}
              autoComplete="off"
              required
            />
          </ActionFold>
        );
      })}
      {links.cancel ? (
        <ActionLink>
          <TextLink href={links.cancel}>Cancel this {words.batch}</TextLink>
        </ActionLink>
      ) : null}
    </ActionList>
  );
}

function FactFields({ form, sentBack }: { form: BatchForm; sentBack: SentBack | null }) {
  const errors = sentBack?.errors ?? [];
  const typed = sentBack?.typed;
  const field = (name: TypedField) => ({
    scope: "facts",
    name,
    value: typed?.[name] ?? form[name],
    error: errorOf(errors, name),
  });
  return (
    <>
      <TextField {...field("name")} label="Name" maxLength={120} required />
      <TextField {...field("startsOn")} label="Starts on" type="date" />
      <CheckField
        scope="facts"
        name="startConfirmed"
        label="The start is confirmed"
        error={errorOf(errors, "startConfirmed")}
        checked={typed ? typed["startConfirmed"] === "yes" : form.startConfirmed}
      />
      <SelectField {...field("ownerId")} label="Owner" options={optionsOf(form.owners, "Nobody")} />
      <SelectField
        {...field("trainerId")}
        label="Trainer of new classes"
        options={optionsOf(form.trainers, "None yet")}
      />
      <SelectField
        {...field("hostAccountId")}
        label="Host account of new classes"
        options={optionsOf(form.hosts, "None yet")}
      />
      <TextField
        scope="facts"
        name="fallbackUrl"
        label={form.hasFallback ? "Another fallback link" : "Fallback link"}
        hint={
          form.hasFallback
            ? "There is one, which is not shown. Empty keeps it; another replaces it for every class without a link of its own."
            : "None yet. Classes without a link of their own lead there."
        }
        value={typed?.["fallbackUrl"] ?? ""}
        error={errorOf(errors, "fallbackUrl")}
        type="url"
        maxLength={2000}
        autoComplete="off"
        spellCheck={false}
      />
      {form.hasFallback ? (
        <CheckField
          scope="facts"
          name="dropFallback"
          label="Take the fallback link away"
          hint="Students of classes without a link of their own cannot come in then."
          error={errorOf(errors, "dropFallback")}
          checked={typed?.["dropFallback"] === "yes"}
        />
      ) : null}
    </>
  );
}
