import { Form } from "@remix-run/react";
import type { ReactNode } from "react";

import { Badge } from "#ui/badge";
import { Button, LinkButton } from "#ui/button";
import { ReloadAt, StartCountdown } from "#ui/countdown";
import { HiddenFields } from "#ui/hidden-fields";
import { Icon } from "#ui/icon";
import { TextLink } from "#ui/text-link";
import type { IconName } from "#app/ui/icon-paths";
import { supportAnchor } from "#app/ui/anchors";
import type { Go } from "#app/ui/tenant";

/** A class as Home shows it, times already in words. */
export type ClassSummary = {
  courseName: string;
  title: string;
  /** "class 14 of 36" */
  number: string;
  /** "Mon 23 Nov, 7:30–9:30 pm IST" */
  when: string;
  trainer: string | null;
  /** Below zero once it has begun. */
  startsInSeconds: number;
};

export type Primary =
  | { kind: "blocked"; code: string; title: string; body: string; action: Go | null }
  | ({
      kind: "live";
      joinForm: { action: string; hidden: Record<string, string> };
      /** Why whoever looks cannot press it: it is somebody else's class. */
      notYours?: string;
    } & ClassSummary)
  | ({
      kind: "next";
      /** "Opens at 7:15 pm, 15 minutes before the start." */
      opensText: string;
      opensInSeconds: number;
    } & ClassSummary)
  | { kind: "onboarding"; title: string; body: string; tasks: OnboardingTask[] }
  | { kind: "nothing"; title: string; body: string; action: Go | null };

export type OnboardingTask = { id: string; title: string; done: boolean; dueText: string | null; href: string | null };

/** The one thing that matters now. */
export function PrimaryPanel({ primary }: { primary: Primary }) {
  switch (primary.kind) {
    case "live":
    case "next":
      return <ClassPanel primary={primary} />;
    case "blocked":
      return <BlockedPanel primary={primary} />;
    case "onboarding":
      return <OnboardingPanel primary={primary} />;
    case "nothing":
      return (
        <Panel icon="compass" title={primary.title} body={primary.body}>
          {primary.action ? <LinkButton href={primary.action.href}>{primary.action.label}</LinkButton> : null}
        </Panel>
      );
  }
}

function Surface({ children }: { children: ReactNode }) {
  return <div className="rounded-card border border-line bg-raised p-5 shadow-raised desk:p-6">{children}</div>;
}

function ClassPanel({ primary }: { primary: Extract<Primary, { kind: "live" | "next" }> }) {
  const live = primary.kind === "live";
  return (
    <Surface>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        {live && primary.startsInSeconds <= 0 ? <Badge word="Live now" tone="good" /> : null}
        <p className="text-14 font-semibold text-brand">
          <StartCountdown startsInSeconds={primary.startsInSeconds} />
        </p>
        {live && primary.startsInSeconds <= 0 ? null : <p className="text-14 text-muted">{primary.number}</p>}
      </div>
      <h1 className="mt-2 text-22 font-bold tracking-title text-balance desk:text-28">
        <span className="block text-16 font-semibold tracking-normal text-muted">
          {primary.courseName}
          {live && primary.startsInSeconds <= 0 ? `, ${primary.number}` : null}
        </span>
        {primary.title}
      </h1>
      <p className="mt-2">
        {primary.when}
        {primary.trainer ? (
          <span className="block text-muted desk:inline">
            <span aria-hidden="true" className="hidden desk:inline">
              {" "}
              ·{" "}
            </span>
            with {primary.trainer}
          </span>
        ) : null}
      </p>
      <div className="mt-5">
        {live ? <JoinNow form={primary.joinForm} notYours={primary.notYours} /> : <JoinLater primary={primary} />}
      </div>
      <p className="mt-2 -mb-2 flex flex-wrap items-center justify-between gap-x-4 text-14">
        <TextLink tall href={`#${supportAnchor}`}>
          Trouble joining? Ask for help now
        </TextLink>
        <span className="text-muted">Works on one device at a time.</span>
      </p>
    </Surface>
  );
}

/** A document form, not a fetch: its answer is a redirect to the meeting, on another origin. */
function JoinNow({
  form,
  notYours,
}: {
  form: { action: string; hidden: Record<string, string> };
  notYours: string | undefined;
}) {
  if (notYours)
    return (
      <Button size="large" wide icon="video" disabled reason={notYours}>
        Join class
      </Button>
    );
  return (
    <Form method="post" action={form.action} reloadDocument>
      <HiddenFields fields={form.hidden} />
      <Button size="large" wide icon="video">
        Join class
      </Button>
    </Form>
  );
}

function JoinLater({ primary }: { primary: Extract<Primary, { kind: "next" }> }) {
  return (
    <>
      <ReloadAt inSeconds={primary.opensInSeconds} />
      <Button size="large" wide icon="video" disabled reason={primary.opensText}>
        Join class
      </Button>
    </>
  );
}

function Panel({ icon, title, body, children }: { icon: IconName; title: string; body: string; children?: ReactNode }) {
  return (
    <Surface>
      <span className="text-brand">
        <Icon name={icon} size="large" />
      </span>
      <h1 className="mt-3 text-22 font-bold tracking-title text-balance">{title}</h1>
      <p className="mt-2">{body}</p>
      {children ? <div className="mt-5">{children}</div> : null}
    </Surface>
  );
}

function BlockedPanel({ primary }: { primary: Extract<Primary, { kind: "blocked" }> }) {
  return (
    <div className="rounded-card border border-attention-line border-l-4 border-l-attention bg-raised p-5 shadow-raised desk:p-6">
      <Badge word="Needs sorting out" tone="attention" />
      <h1 className="mt-3 text-22 font-bold tracking-title text-balance">{primary.title}</h1>
      <p className="mt-2">{primary.body}</p>
      <div className="mt-5 flex flex-wrap gap-3">
        {primary.action ? <LinkButton href={primary.action.href}>{primary.action.label}</LinkButton> : null}
        <LinkButton href={`#${supportAnchor}`} look={primary.action ? "secondary" : "primary"} icon="life-buoy">
          Ask for help
        </LinkButton>
      </div>
    </div>
  );
}

function OnboardingPanel({ primary }: { primary: Extract<Primary, { kind: "onboarding" }> }) {
  return (
    <Panel icon="list-checks" title={primary.title} body={primary.body}>
      <ul className="divide-y divide-line border-y border-line">
        {primary.tasks.map((task) => (
          <li key={task.id} className="flex min-h-12 items-center justify-between gap-x-4 py-2">
            <span>
              {task.href && !task.done ? <TextLink href={task.href}>{task.title}</TextLink> : task.title}
              {task.dueText && !task.done ? <span className="block text-14 text-muted">{task.dueText}</span> : null}
            </span>
            <Badge word={task.done ? "Done" : "To do"} tone={task.done ? "good" : "neutral"} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
