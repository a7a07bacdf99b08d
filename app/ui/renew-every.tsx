import { useRevalidator } from "@remix-run/react";
import { useEffect } from "react";

/** Keeps a page fresh while somebody looks at it: by data with scripts, by loading it again without. */
export function RenewEvery({ seconds }: { seconds: number }) {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    const renew = () => {
      if (document.visibilityState === "visible") revalidate();
    };
    const timer = setInterval(renew, seconds * 1000);
    document.addEventListener("visibilitychange", renew);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", renew);
    };
  }, [seconds, revalidate]);
  return (
    <noscript>
      <meta httpEquiv="refresh" content={String(seconds)} />
    </noscript>
  );
}
