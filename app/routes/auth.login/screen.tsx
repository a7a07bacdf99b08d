import { Form } from "@remix-run/react";

import { Button } from "#ui/button";
import { ErrorSummary } from "#ui/error-summary";
import { TextField } from "#ui/field";
import { HiddenFields } from "#ui/hidden-fields";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { PlainShell } from "#ui/plain-shell";
import { errorOf } from "#app/ui/tenant";
import type { FieldError, Tenant } from "#app/ui/tenant";

export type LoginView = {
  /** Why somebody who was signed in, or going somewhere, stands here. */
  notice: "signed_out" | "signed_out_everywhere" | "expired" | "needs_sign_in" | null;
  hidden: Record<string, string>;
  email: string;
  errors: FieldError[];
};

const notices = {
  signed_out: { title: "You are signed out", text: "Nobody can open your classes from this device now." },
  signed_out_everywhere: {
    title: "You are signed out everywhere",
    text: "Every device needs a new code to come back.",
  },
  expired: {
    title: "You were signed out",
    text: "You had not been here for a while. Sign in and you go on where you were.",
  },
  needs_sign_in: { title: "Sign in first", text: "Then you go straight on to the page you asked for." },
} as const;

/** One question: which address? The answer is the same for every address, invited or not. */
export function LoginScreen({ tenant, view }: { tenant: Tenant; view: LoginView }) {
  const notice = view.notice ? notices[view.notice] : null;
  return (
    <PlainShell tenant={tenant}>
      <ErrorSummary errors={view.errors} />
      {notice && view.errors.length === 0 ? (
        <div className="mb-6">
          <Notice tone="info" title={notice.title} announce>
            {notice.text}
          </Notice>
        </div>
      ) : null}
      <PageTitle after="We mail you a six-digit code. There is no password.">Sign in</PageTitle>
      <Form method="post" className="space-y-6">
        <HiddenFields fields={view.hidden} />
        <TextField
          name="email"
          type="email"
          label="Your email address"
          hint={`The one ${tenant.name} writes to you at.`}
          value={view.email}
          error={errorOf(view.errors, "email")}
          autoComplete="email"
          inputMode="email"
          maxLength={254}
          spellCheck={false}
          required
        />
        <Button size="large" wide>
          Send me a code
        </Button>
      </Form>
    </PlainShell>
  );
}
