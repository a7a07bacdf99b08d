import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server.node";

import { brandColours } from "#app/ui/brand";

/** The school as its mails show it. */
export type MailSchool = {
  name: string;
  letter: string;
  brand: string;
  support: { email: string | null; phone: string | null; hours: string | null };
  words: { batch: string };
};

export type RenderedMail = { subject: string; html: string; text: string };

const sans = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

// Mail clients drop classes or keep them as they please: the light look is inline, the dark one asks with !important.
const darkRules = (text: string) =>
  `:root{color-scheme:light dark;supported-color-schemes:light dark}@media (prefers-color-scheme:dark){.page{background:#14161b!important}.card{background:#1f2229!important;border-color:#363a44!important}.ink{color:#f1f3f7!important}.soft{color:#b4bac6!important}.line{border-color:#363a44!important}.well{background:#2a2e37!important}.link{color:${text}!important}}`;

/** One narrow card without tables: reads from 280 px up, and without its styles as plain paragraphs. */
export function MailLayout({
  school,
  subject,
  preview,
  children,
}: {
  school: MailSchool;
  subject: string;
  /** What an inbox shows beside the subject. */
  preview: string;
  children: ReactNode;
}) {
  const colours = brandColours(school.brand);
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{subject}</title>
        <style dangerouslySetInnerHTML={{ __html: darkRules(colours.textDark) }} />
      </head>
      <body className="page" style={{ margin: 0, padding: 0, background: "#f4f5f8" }}>
        <div style={{ display: "none", maxHeight: 0, overflow: "hidden" }}>{preview}</div>
        <div className="page" style={{ background: "#f4f5f8", padding: "24px 12px" }}>
          <div style={{ maxWidth: 480, margin: "0 auto" }}>
            <p className="ink" style={{ margin: "0 4px 12px", font: `600 16px/32px ${sans}`, color: "#1b1e25" }}>
              <span
                aria-hidden="true"
                style={{
                  display: "inline-block",
                  width: 32,
                  marginRight: 10,
                  borderRadius: 6,
                  background: colours.solid,
                  color: "#ffffff",
                  textAlign: "center",
                  fontWeight: 700,
                }}
              >
                {school.letter}
              </span>
              {school.name}
            </p>
            <div
              className="card"
              style={{ padding: "24px 20px", background: "#ffffff", border: "1px solid #dfe2e8", borderRadius: 10 }}
            >
              {children}
            </div>
            <Foot school={school} />
          </div>
        </div>
      </body>
    </html>
  );
}

function Foot({ school }: { school: MailSchool }) {
  const line = supportLine(school);
  return (
    <p className="soft" style={{ margin: "16px 4px 0", font: `400 14px/20px ${sans}`, color: "#565c68" }}>
      {line}
    </p>
  );
}

/** "Need help? +91 80 4710 2200 · help@nimbus.example · Every day, 9 am to 10 pm IST" */
function supportLine(school: MailSchool): string {
  const { phone, email, hours } = school.support;
  const ways = [phone, email, hours].filter((way) => way !== null);
  return ways.length > 0 ? `Need help? ${ways.join(" · ")}` : `Need help? Ask the office of ${school.name}.`;
}

export function MailTitle({ children }: { children: ReactNode }) {
  return (
    <h1 className="ink" style={{ margin: 0, font: `700 22px/28px ${sans}`, color: "#1b1e25" }}>
      {children}
    </h1>
  );
}

export function MailText({ soft = false, children }: { soft?: boolean; children: ReactNode }) {
  return (
    <p
      className={soft ? "soft" : "ink"}
      style={{
        margin: "12px 0 0",
        font: `400 ${soft ? "14px/20px" : "16px/24px"} ${sans}`,
        color: soft ? "#565c68" : "#1b1e25",
      }}
    >
      {children}
    </p>
  );
}

export function MailButton({ school, href, children }: { school: MailSchool; href: string; children: string }) {
  return (
    <p style={{ margin: "20px 0 0" }}>
      <a
        href={href}
        style={{
          display: "block",
          padding: "14px 16px",
          borderRadius: 6,
          background: brandColours(school.brand).solid,
          color: "#ffffff",
          font: `600 18px/24px ${sans}`,
          textAlign: "center",
          textDecoration: "none",
        }}
      >
        {children}
      </a>
    </p>
  );
}

/** The code, large and selectable in one piece: spacing comes from the style, so that a copy has no gaps. */
export function MailCode({ children }: { children: string }) {
  return (
    <p
      className="ink well"
      style={{
        margin: "20px 0 0",
        padding: "16px 0 16px 6px",
        borderRadius: 6,
        background: "#f0f2f6",
        color: "#1b1e25",
        font: "700 32px/40px ui-monospace, Menlo, Consolas, monospace",
        letterSpacing: 6,
        textAlign: "center",
      }}
    >
      {children}
    </p>
  );
}

/** The document as it is sent, with its doctype. */
export const mailHtml = (mail: ReactNode): string => `<!DOCTYPE html>${renderToStaticMarkup(mail)}`;

/** Plain text: paragraphs with a blank line between, what is absent left out, and whom to ask at the end. */
export const mailText = (school: MailSchool, paragraphs: (string | null)[]): string =>
  `${[...paragraphs, `-- \n${school.name}\n${supportLine(school)}`].filter((paragraph) => paragraph !== null).join("\n\n")}\n`;
