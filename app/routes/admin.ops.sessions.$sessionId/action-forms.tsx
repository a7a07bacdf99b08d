import { Form } from "@remix-run/react";
import type { ReactNode } from "react";

import { Button } from "#ui/button";
import type { ButtonLook } from "#ui/button";
import { ErrorSummary } from "#ui/error-summary";
import { CheckField, SelectField, TextField } from "#ui/field";
import { HiddenFields } from "#ui/hidden-fields";
import { Icon } from "#ui/icon";
import { GoneFormErrors } from "#ui/sent-errors";
import { TextLink } from "#ui/text-link";
import { errorOf } from "#app/ui/tenant";
import type { FieldError, Go } from "#app/ui/tenant";

const actionNames = [
  "start",
  "open_now",
  "close_later",
  "replace_link",
  "admit",
  "cancel",
  "restore",
  "resend",
] as const;
export type ActionName = (typeof actionNames)[number];
/** The form an address asks for, or null. */
export const actionNamed = (name: string | null): ActionName | null => actionNames.find((one) => one === name) ?? null;

/** Why an action is unavailable, or null when it can be done now. Left out: this role never does it. */
type Availability = { unavailable: string | null };

export type Actions = {
  start?: Availability & { action: string };
  openNow?: Availability & { explains: string };
  closeLater?: Availability & {
    explains: string;
    /** The choices in words: "10:30 pm, 30 minutes longer". */
    until: { value: string; label: string }[];
  };
  replaceLink?: Availability & {
    explains: string;
    /** Of the meeting to be replaced: another one by then refuses the form. */
    version: number;
  };
  admit?: Availability & { explains: string; students: { value: string; label: string }[] };
  /** Pages of their own: change this class, another trainer, a message to everybody. */
  pages: Go[];
  /** Names what will happen to whom. */
  cancel?: Availability & { explains: string; version: number };
  restore?: Availability & { explains: string; version: number };
  resend?: Availability & { explains: string; verb: string };
};

type Errors = { form: ActionName; list: FieldError[] } | null;

/** Every form posts `intent` with its name, and a reason: it is written into the class's history. */
export function ActionForms({
  actions,
  errors,
  typed,
  opened,
}: {
  actions: Actions;
  errors: Errors;
  typed: Record<string, string>;
  /** The form a link came for: `?do=admit#admit`. */
  opened: ActionName | null;
}) {
  const of = (form: ActionName) => (errors?.form === form ? errors.list : []);
  /** What somebody typed stays in the form that was sent back. */
  const kept = (form: ActionName, field: string) => (errors?.form === form ? typed[field] : undefined);
  const isOpen = (form: ActionName) => opened === form || of(form).length > 0;
  const reason = (form: ActionName) => (
    <TextField
      scope={form}
      name="reason"
      label="Reason"
      error={errorOf(of(form), "reason")}
      value={kept(form, "reason")}
      maxLength={300}
      autoComplete="off"
      required
    />
  );
  return (
    <section aria-labelledby="actions">
      <h2 id="actions" className="mb-2 font-semibold">
        What you can do
      </h2>
      <GoneFormErrors errors={stillThere(actions, errors) ? [] : (errors?.list ?? [])} />
      <div className="divide-y divide-line rounded-card border border-line bg-raised">
        {actions.start ? (
          // The answer is a redirect to the host's meeting: a document form, not a fetch.
          <Form id="start" method="post" action={actions.start.action} reloadDocument className="p-4">
            <ErrorSummary errors={of("start")} scope="start" />
            <Button
              wide
              icon="video"
              name="intent"
              value="start"
              disabled={actions.start.unavailable !== null}
              reason={actions.start.unavailable ?? "Opens the meeting as its host."}
            >
              Start class
            </Button>
          </Form>
        ) : null}
        {actions.pages.length > 0 ? (
          <ul className="px-4 py-2">
            {actions.pages.map((page) => (
              <li key={page.href} className="flex min-h-9 items-center font-semibold pointer-coarse:min-h-11">
                <TextLink href={page.href}>{page.label}</TextLink>
              </li>
            ))}
          </ul>
        ) : null}
        {actions.resend ? (
          <Fold title="Tell the unreached again" name="resend" open={isOpen("resend")} {...actions.resend}>
            <ActionForm name="resend" verb={actions.resend.verb} errors={of("resend")}>
              {reason("resend")}
            </ActionForm>
          </Fold>
        ) : null}
        {actions.openNow ? (
          <Fold title="Open now" name="open_now" open={isOpen("open_now")} {...actions.openNow}>
            <ActionForm name="open_now" verb="Open the class" errors={of("open_now")}>
              {reason("open_now")}
            </ActionForm>
          </Fold>
        ) : null}
        {actions.closeLater ? (
          <Fold title="Close later" name="close_later" open={isOpen("close_later")} {...actions.closeLater}>
            <ActionForm name="close_later" verb="Keep it open" errors={of("close_later")}>
              <SelectField
                scope="close_later"
                name="until"
                label="Students can join until"
                options={actions.closeLater.until}
                error={errorOf(of("close_later"), "until")}
                value={kept("close_later", "until")}
              />
              {reason("close_later")}
            </ActionForm>
          </Fold>
        ) : null}
        {actions.replaceLink ? (
          <Fold title="Replace the link" name="replace_link" open={isOpen("replace_link")} {...actions.replaceLink}>
            <ActionForm name="replace_link" verb="Replace the link" errors={of("replace_link")}>
              <HiddenFields fields={{ version: String(actions.replaceLink.version) }} />
              <TextField
                scope="replace_link"
                name="link"
                label="New meeting link or meeting ID"
                hint="Students who join from now on come in by this one. A link works at once; a number as soon as Zoom has given its link."
                error={errorOf(of("replace_link"), "link")}
                value={kept("replace_link", "link")}
                maxLength={2000}
                autoComplete="off"
                spellCheck={false}
                required
              />
              {reason("replace_link")}
            </ActionForm>
          </Fold>
        ) : null}
        {actions.admit ? (
          <Fold title="Admit one student" name="admit" open={isOpen("admit")} {...actions.admit}>
            <ActionForm name="admit" verb="Admit to this class" errors={of("admit")}>
              {actions.admit.students.length > 0 ? (
                <SelectField
                  scope="admit"
                  name="studentId"
                  label="Student who was refused"
                  options={[{ value: "", label: "Choose, or write a code below" }, ...actions.admit.students]}
                  error={errorOf(of("admit"), "studentId")}
                  value={kept("admit", "studentId")}
                />
              ) : null}
              <TextField
                scope="admit"
                name="studentCode"
                label="Student code"
                error={errorOf(of("admit"), "studentCode")}
                value={kept("admit", "studentCode")}
                maxLength={40}
                autoComplete="off"
                spellCheck={false}
              />
              {reason("admit")}
            </ActionForm>
          </Fold>
        ) : null}
        {actions.cancel ? (
          <Fold title="Cancel this class" name="cancel" open={isOpen("cancel")} {...actions.cancel}>
            <ActionForm name="cancel" verb="Cancel the class" look="danger" errors={of("cancel")}>
              <HiddenFields fields={{ version: kept("cancel", "version") ?? String(actions.cancel.version) }} />
              {reason("cancel")}
            </ActionForm>
          </Fold>
        ) : null}
        {actions.restore ? (
          <Fold title="Restore this class" name="restore" open={isOpen("restore")} {...actions.restore}>
            <ActionForm name="restore" verb="Restore the class" errors={of("restore")}>
              <HiddenFields fields={{ version: kept("restore", "version") ?? String(actions.restore.version) }} />
              {errorOf(of("restore"), "doubleBooking") !== null ? (
                <CheckField
                  scope="restore"
                  name="doubleBooking"
                  label="Students may have two classes at once"
                  error={errorOf(of("restore"), "doubleBooking")}
                />
              ) : null}
              {reason("restore")}
            </ActionForm>
          </Fold>
        ) : null}
      </div>
    </section>
  );
}

const actionOf = {
  cancel: "cancel",
  restore: "restore",
  resend: "resend",
  start: "start",
  open_now: "openNow",
  close_later: "closeLater",
  replace_link: "replaceLink",
  admit: "admit",
} as const;
const stillThere = (actions: Actions, errors: Errors) =>
  !errors || actions[actionOf[errors.form]]?.unavailable === null;

function Fold({
  name,
  title,
  explains,
  unavailable,
  open,
  children,
}: {
  name: ActionName;
  title: string;
  explains: string;
  unavailable: string | null;
  open: boolean;
  children: ReactNode;
}) {
  if (unavailable !== null)
    return (
      <div id={name} className="p-4">
        <p className="font-semibold text-muted">{title}</p>
        <p className="text-14 text-muted">{unavailable}</p>
      </div>
    );
  return (
    <details id={name} className="group" open={open}>
      <summary className="flex min-h-12 list-none items-center justify-between gap-3 rounded-card px-4 font-semibold hover:bg-sunken">
        {title}
        <span className="text-muted transition-transform group-open:rotate-90">
          <Icon name="chevron-right" />
        </span>
      </summary>
      <div className="px-4 pt-1 pb-5">
        <p className="mb-4 text-muted">{explains}</p>
        {children}
      </div>
    </details>
  );
}

function ActionForm({
  name,
  verb,
  look,
  errors,
  children,
}: {
  name: ActionName;
  verb: string;
  look?: ButtonLook;
  errors: FieldError[];
  children: ReactNode;
}) {
  return (
    <Form method="post" className="space-y-4">
      <ErrorSummary errors={errors} scope={name} />
      {children}
      <Button look={look} name="intent" value={name}>
        {verb}
      </Button>
    </Form>
  );
}
