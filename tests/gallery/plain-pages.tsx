import type { ReactElement } from "react";

import { FailurePage, MaintenancePage, NotFoundPage, OfflinePage, RefusalPage, UnknownHostPage } from "#ui/error-pages";

import { LandingScreen } from "../../app/routes/_index/screen";
import { StaffLoginScreen } from "../../app/routes/admin.login/screen";
import { ConfirmScreen } from "../../app/routes/auth.confirm/screen";
import type { ConfirmView } from "../../app/routes/auth.confirm/screen";
import { DeniedScreen } from "../../app/routes/auth.denied/screen";
import { LoginScreen } from "../../app/routes/auth.login/screen";
import { bare, nimbus, raga } from "./world";

const code = (view: Partial<Extract<ConfirmView, { kind: "code" }>>): ReactElement => (
  <ConfirmScreen
    tenant={nimbus}
    view={{
      kind: "code",
      address: "asha@example.in",
      changeAddressHref: "/auth/login",
      hidden: { flow: "f1" },
      errors: [],
      codeIsSpent: false,
      resend: {
        action: "/auth/login",
        hidden: { email: "asha@example.in" },
        inSeconds: 60,
        text: "You can ask for a new code at 7:31 pm",
      },
      resent: false,
      ...view,
    }}
  />
);

const landing = { continueTo: null, signInHref: "/auth/login", staffSignInHref: "/admin/login" };
const retryHref = "/app";

export const plainPages: Record<string, ReactElement> = {
  landing: <LandingScreen tenant={nimbus} view={landing} />,
  "landing-raga": (
    <LandingScreen tenant={raga} view={{ ...landing, continueTo: { label: "Go to your classes", href: "/app" } }} />
  ),
  login: <LoginScreen tenant={nimbus} view={{ notice: null, hidden: { next: "/app" }, email: "", errors: [] }} />,
  "login-expired": <LoginScreen tenant={raga} view={{ notice: "expired", hidden: {}, email: "", errors: [] }} />,
  "login-error": (
    <LoginScreen
      tenant={bare}
      view={{
        notice: null,
        hidden: {},
        email: "asha@",
        errors: [{ field: "email", message: "Write the whole address, like name@example.com." }],
      }}
    />
  ),
  confirm: code({}),
  "confirm-wrong": code({ errors: [{ field: "code", message: "This code is not right. You have 3 tries left." }] }),
  "confirm-spent": code({
    codeIsSpent: true,
    errors: [{ field: null, message: "Five tries were wrong, so this code no longer works. Ask for a new one." }],
    resend: { action: "/auth/login", hidden: {}, inSeconds: 0, text: "" },
  }),
  "confirm-resent": code({ resent: true }),
  "confirm-link": (
    <ConfirmScreen
      tenant={nimbus}
      view={{ kind: "link", hidden: { code: "123456" }, changeAddressHref: "/auth/login" }}
    />
  ),
  denied: (
    <DeniedScreen
      tenant={nimbus}
      view={{ address: "someone@gmail.example", anotherAccountHref: "/auth/google", studentSignInHref: "/auth/login" }}
    />
  ),
  "staff-login": (
    <StaffLoginScreen
      tenant={nimbus}
      view={{ continueHref: "/auth/google", studentSignInHref: "/auth/login", problem: null }}
    />
  ),
  "staff-login-problem": (
    <StaffLoginScreen
      tenant={nimbus}
      view={{ continueHref: "/auth/google", studentSignInHref: "/auth/login", problem: "unreachable" }}
    />
  ),
  "not-found": <NotFoundPage tenant={nimbus} home={{ label: "Go to Home", href: "/app" }} requestId="7f3a91c2" />,
  "unknown-host": <UnknownHostPage />,
  failure: <FailurePage tenant={nimbus} retryHref={retryHref} requestId="7f3a91c2" />,
  offline: <OfflinePage tenant={nimbus} retryHref={retryHref} />,
  maintenance: <MaintenancePage tenant={nimbus} retryHref={retryHref} backText="It will be back at 3:00 am IST." />,
  refusal: (
    <RefusalPage
      tenant={nimbus}
      status={429}
      sentence="Too many codes were asked for at this address. Wait 15 minutes, then ask for one more."
      ways={[{ label: "Back to sign-in", href: "/auth/login" }]}
      requestId="7f3a91c2"
    />
  ),
};
