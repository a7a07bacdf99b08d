/** Something that happened, in the past tense. The payload holds ids, instants and amounts; never personal data. */
export type DomainEvent = { name: string; payload: Record<string, unknown> };

/** Types the events of one domain: `const event = eventsOf<EnrollmentEvents>()`. */
export function eventsOf<E extends Record<string, Record<string, unknown>>>() {
  return <N extends keyof E & string>(name: N, payload: E[N]): DomainEvent => ({ name, payload });
}

/** An event as a subscriber receives it. */
export type ReceivedEvent<P = Record<string, unknown>> = {
  id: string;
  organizationId: string;
  name: string;
  payload: P;
  /** Who did it, for the subscriber's own records. */
  actor: string;
  requestId: string | null;
  at: Date;
};
