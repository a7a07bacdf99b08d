import { Form } from "@remix-run/react";

import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { ConsoleShell } from "#ui/console-shell";
import type { ConsolePerson } from "#ui/console-shell";
import { ErrorSummary } from "#ui/error-summary";
import { Facts } from "#ui/facts";
import { TextField } from "#ui/field";
import { Notice } from "#ui/notice";
import { PageTitle } from "#ui/page-title";
import { TextLink } from "#ui/text-link";
import { Timeline } from "#ui/timeline";
import type { TimelineEntry } from "#ui/timeline";
import { errorOf } from "#app/ui/tenant";
import type { FieldError, Place, Tenant } from "#app/ui/tenant";

import { LikelyStudents } from "./likely-students";
import type { LikelyRow } from "./likely-students";

export type SignInAction = "attach" | "dismiss";
export type SignInView = {
  email: string;
  facts: { term: string; text: string }[];
  likely: LikelyRow[];
  before: TimelineEntry[];
  /** Why it can no longer be attached, or dismissed; null where it can. */
  attachUnavailable: string | null;
  dismissUnavailable: string | null;
  backHref: string;
  errors: { form: SignInAction; list: FieldError[] } | null;
  typed: { student: string; code: string; reason: string };
};

/** One address: whose it may be, and what to do with it. */
export function SignInScreen({
  tenant,
  places,
  person,
  view,
}: {
  tenant: Tenant;
  places: Place[];
  person: ConsolePerson;
  view: SignInView;
}) {
  const of = (form: SignInAction) => (view.errors?.form === form ? view.errors.list : []);
  const typed = (form: SignInAction) => (view.errors?.form === form ? view.typed.reason : "");
  return (
    <ConsoleShell tenant={tenant} places={places} person={person}>
      <PageTitle before={<TextLink href={view.backHref}>Back to the list</TextLink>}>
        <span className="break-all">{view.email}</span>
      </PageTitle>
      <div className="grid gap-5 wide:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="min-w-0 space-y-5">
          <Card title="Attach to a student">
            {view.attachUnavailable ? (
              <>
                <ErrorSummary errors={of("attach")} scope="attach" />
                <Notice tone="info" title={view.attachUnavailable} />
              </>
            ) : (
              <Form method="post" className="space-y-4">
                <ErrorSummary errors={of("attach")} scope="attach" />
                <p className="max-w-text text-muted">
                  Ask two things only the student knows, such as their plan, their {tenant.words.batch} or an earlier
                  address. From then on a code sent to this address opens their account, and they are told at the
                  address they are known by.
                </p>
                <LikelyStudents students={view.likely} chosen={view.typed.student} />
                <div className="max-w-text space-y-4">
                  <TextField
                    scope="attach"
                    name="code"
                    label={view.likely.length > 0 ? "Or another student’s code" : "The student’s code"}
                    value={view.typed.code}
                    error={errorOf(of("attach"), "student")}
                    maxLength={254}
                    autoComplete="off"
                    spellCheck={false}
                  />
                  <TextField
                    scope="attach"
                    name="reason"
                    label="What you asked, and what they answered"
                    hint="It stands in the record."
                    value={typed("attach")}
                    error={errorOf(of("attach"), "reason")}
                    maxLength={400}
                    autoComplete="off"
                    required
                  />
                  <Button name="intent" value="attach">
                    Attach this address
                  </Button>
                </div>
              </Form>
            )}
          </Card>
        </div>
        <div className="min-w-0 space-y-5">
          <Card title="What is known">
            <Facts facts={view.facts} />
          </Card>
          {view.before.length > 0 ? (
            <Card title="Dealt with before">
              <Timeline entries={view.before} />
            </Card>
          ) : null}
          <Card title="Dismiss">
            {view.dismissUnavailable ? (
              <>
                <ErrorSummary errors={of("dismiss")} scope="dismiss" />
                <p className="text-muted">{view.dismissUnavailable}</p>
              </>
            ) : (
              <Form method="post" className="space-y-4">
                <ErrorSummary errors={of("dismiss")} scope="dismiss" />
                <p className="text-muted">Nobody of this school. It comes back if it tries again.</p>
                <TextField
                  scope="dismiss"
                  name="reason"
                  label="Reason"
                  value={typed("dismiss")}
                  error={errorOf(of("dismiss"), "reason")}
                  maxLength={400}
                  autoComplete="off"
                  required
                />
                <Button look="secondary" name="intent" value="dismiss">
                  Dismiss this address
                </Button>
              </Form>
            )}
          </Card>
        </div>
      </div>
    </ConsoleShell>
  );
}
