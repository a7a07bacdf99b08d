import { Form } from "@remix-run/react";

import { Button } from "#ui/button";
import { ErrorSummary } from "#ui/error-summary";
import { TextField } from "#ui/field";
import { HiddenFields } from "#ui/hidden-fields";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { PlainShell } from "#ui/plain-shell";
import { TextLink } from "#ui/text-link";
import { errorOf } from "#app/ui/tenant";
import type { FieldError, Tenant } from "#app/ui/tenant";

import { ResendButton } from "./resend-button";

export type ConfirmView = {
  changeAddressHref: string;
} & (
  | {
      kind: "code";
      /** The address as it was typed. */
      address: string;
      hidden: Record<string, string>;
      errors: FieldError[];
      /** No try is left or the time is over: only a new code helps. */
      codeIsSpent: boolean;
      resend: {
        action: string;
        hidden: Record<string, string>;
        /** 0 when a new code may be asked for. */
        inSeconds: number;
        /** "You can ask for a new code at 7:31 pm" */
        text: string;
      };
      resent: boolean;
    }
  | {
      /** Opened from the link in the mail: a page and a button, because mail scanners open links. */
      kind: "link";
      hidden: Record<string, string>;
    }
);

/** The code from the mail, typed, pasted or filled in by the phone. */
export function ConfirmScreen({ tenant, view }: { tenant: Tenant; view: ConfirmView }) {
  return (
    <PlainShell tenant={tenant}>
      {view.kind === "link" ? <FromLink tenant={tenant} view={view} /> : <TypeCode view={view} />}
    </PlainShell>
  );
}

type Kind<K extends ConfirmView["kind"]> = Extract<ConfirmView, { kind: K }>;

function FromLink({ tenant, view }: { tenant: Tenant; view: Kind<"link"> }) {
  return (
    <>
      <PageTitle after="One press, and this browser is signed in.">Sign in to {tenant.name}</PageTitle>
      <Form method="post" className="space-y-6">
        <HiddenFields fields={view.hidden} />
        <Button size="large" wide>
          Sign in
        </Button>
      </Form>
      <p className="mt-6 text-muted">
        You did not ask for this? Close the page: nothing has happened.{" "}
        <TextLink href={view.changeAddressHref}>Use another address</TextLink>
      </p>
    </>
  );
}

function TypeCode({ view }: { view: Kind<"code"> }) {
  return (
    <>
      <ErrorSummary errors={view.errors} />
      {view.resent && view.errors.length === 0 ? (
        <div className="mb-6">
          <Notice tone="good" title="A new code is on its way" announce>
            Use the newest mail: the code before it no longer works.
          </Notice>
        </div>
      ) : null}
      <PageTitle
        after={
          <>
            We sent a code to <strong className="font-semibold text-ink">{view.address}</strong>. It works for 10
            minutes, in this browser. <TextLink href={view.changeAddressHref}>Change address</TextLink>
          </>
        }
      >
        Check your mail
      </PageTitle>
      {view.codeIsSpent ? null : (
        <Form method="post" className="space-y-6">
          <HiddenFields fields={view.hidden} />
          <TextField
            name="code"
            look="code"
            label="Six-digit code"
            hint="Not there after a minute? Look in the spam folder."
            error={errorOf(view.errors, "code")}
            autoComplete="one-time-code"
            inputMode="numeric"
            pattern="[0-9\s\-]{6,12}"
            maxLength={12}
            spellCheck={false}
            required
          />
          <Button size="large" wide>
            Sign in
          </Button>
        </Form>
      )}
      <Form
        method="post"
        action={view.resend.action}
        className={view.codeIsSpent ? "" : "mt-8 border-t border-line pt-6"}
      >
        <HiddenFields fields={view.resend.hidden} />
        <ResendButton inSeconds={view.resend.inSeconds} text={view.resend.text} primary={view.codeIsSpent} />
      </Form>
    </>
  );
}
