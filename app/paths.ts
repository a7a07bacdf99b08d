/** Every address of the product; held by a snapshot, because other people's bookmarks and mails point here. */
export const paths = {
  landing: () => "/",
  login: (next?: string) => (next ? `/auth/login?next=${encodeURIComponent(next)}` : "/auth/login"),
  confirm: () => "/auth/confirm",
  denied: () => "/auth/denied",
  signOut: () => "/auth/signout",
  google: (next?: string) => (next ? `/auth/google?next=${encodeURIComponent(next)}` : "/auth/google"),
  callback: () => "/auth/callback",
  handoff: () => "/auth/handoff",
  home: () => "/app",
  join: (sessionId: string) => `/app/join/${sessionId}`,
  profile: () => "/app/profile",
  staffLogin: () => "/admin/login",
  ops: () => "/admin/ops",
  today: () => "/admin/ops/today",
  session: (sessionId: string) => `/admin/ops/sessions/${sessionId}`,
  startClass: (sessionId: string) => `/admin/ops/sessions/${sessionId}/start`,
  student: (studentId: string) => `/admin/ops/students/${studentId}`,
  studentContact: (studentId: string) => `/admin/ops/students/${studentId}/contact`,
  /** `of` names which plan, place or entry: "enrollment=<id>". */
  actOnStudent: (studentId: string, action = ":id", of = "") =>
    `/admin/ops/students/${studentId}/${action}${of ? `?${of}` : ""}`,
  payments: () => "/admin/ops/payments",
  paymentsExport: () => "/admin/ops/payments/export",
  deadLetters: () => "/admin/ops/dead-letters",
} as const;
