import { Form } from "@remix-run/react";

import { Button, LinkButton } from "#ui/button";
import { Card } from "#ui/card";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { ErrorSummary } from "#ui/error-summary";
import { CheckField, TextField } from "#ui/field";
import { HiddenFields } from "#ui/hidden-fields";
import { PageTitle } from "#ui/page-title";
import { TextLink } from "#ui/text-link";
import { errorOf } from "#app/ui/tenant";
import type { FieldError, Place, Tenant } from "#app/ui/tenant";

export type ContactView = {
  student: string;
  code: string;
  back: string;
  addresses: { email: string; text: string }[];
  phone: string | null;
  /** A link with a prepared text, or why there is none. */
  whatsapp: { href: string | null; text: string };
  values: Record<string, string>;
  version: string;
  cannotChange: string | null;
};
export type ContactAnswer = { values: Record<string, string>; errors: FieldError[] };

/** How to reach one student. That this page was opened stands in the record. */
export function ContactScreen({
  tenant,
  places,
  person,
  view,
  answer,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: ContactView;
  answer: ContactAnswer | null;
}) {
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle
        before={
          <TextLink href={view.back}>
            Back to {view.student} {view.code}
          </TextLink>
        }
        after="That you opened this page stands in the record."
      >
        How to reach {view.student}
      </PageTitle>
      <div className="grid gap-5 wide:grid-cols-2">
        <div className="min-w-0 space-y-5">
          <Card title="E-mail">
            <ul className="divide-y divide-line">
              {view.addresses.map((one) => (
                <li key={one.email} className="py-2">
                  <p>
                    <TextLink href={`mailto:${one.email}`}>{one.email}</TextLink>
                  </p>
                  <p className="text-14 text-muted">{one.text}</p>
                </li>
              ))}
            </ul>
          </Card>
          <Card title="Phone">
            {view.phone ? (
              <TextLink tall href={`tel:${view.phone}`}>
                {view.phone}
              </TextLink>
            ) : (
              <p className="text-muted">No number is known.</p>
            )}
            {view.whatsapp.href ? (
              <div className="mt-2">
                <LinkButton look="secondary" size="small" href={view.whatsapp.href}>
                  Write on WhatsApp
                </LinkButton>
                <p className="mt-2 text-14 text-muted">Begins with: “{view.whatsapp.text}”</p>
              </div>
            ) : view.phone ? (
              <p className="text-14 text-muted">
                <span aria-disabled="true" className="font-semibold">
                  Write on WhatsApp
                </span>
                : {view.whatsapp.text}
              </p>
            ) : null}
          </Card>
        </div>
        <Change view={view} answer={answer} />
      </div>
    </ConsoleShell>
  );
}

function Change({ view, answer }: { view: ContactView; answer: ContactAnswer | null }) {
  if (view.cannotChange)
    return (
      <Card title="Change it">
        <p className="text-muted">{view.cannotChange}</p>
      </Card>
    );
  const errors = answer?.errors ?? [];
  const value = (name: string) => (answer ? (answer.values[name] ?? "") : (view.values[name] ?? ""));
  const text = (name: string, label: string, hint?: string) => (
    <TextField
      name={name}
      label={label}
      hint={hint}
      value={value(name)}
      error={errorOf(errors, name)}
      maxLength={120}
      autoComplete="off"
      spellCheck={false}
    />
  );
  return (
    <Card title="Change it">
      <Form method="post" className="space-y-4">
        <ErrorSummary errors={errors} />
        <HiddenFields fields={{ version: view.version }} />
        <TextField
          name="phone"
          label="Phone"
          hint="With the country code, like +91 98765 43210. Empty for none."
          type="tel"
          inputMode="tel"
          value={value("phone")}
          error={errorOf(errors, "phone")}
          maxLength={30}
          autoComplete="off"
        />
        <CheckField
          name="whatsappConsent"
          label="Agreed to be written to on WhatsApp"
          hint="Only what the student said."
          checked={value("whatsappConsent") === "yes"}
          error={errorOf(errors, "whatsappConsent")}
        />
        {text("city", "City")}
        {text("stateOrRegion", "State")}
        <TextField
          name="reason"
          label="Reason"
          hint="It stands in the record."
          value={answer?.values["reason"] ?? ""}
          error={errorOf(errors, "reason")}
          maxLength={400}
          autoComplete="off"
          required
        />
        <Button name="intent" value="contact">
          Change the contact
        </Button>
      </Form>
    </Card>
  );
}
