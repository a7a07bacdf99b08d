import { useLocation, useNavigation } from "@remix-run/react";
import { useEffect, useRef } from "react";

/** After a move inside the app the new page's heading takes the focus, as a full page load would start at its top. */
export function FocusOnNavigation() {
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    // An error summary has taken it already and matters more.
    if (document.activeElement?.getAttribute("role") === "alert") return;
    const heading = document.querySelector("main h1");
    if (!(heading instanceof HTMLElement)) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }, [pathname]);
  return null;
}

/** A thin line on top once a move takes longer than 300 ms, with a word for screen readers. */
export function NavigationProgress() {
  const { state } = useNavigation();
  if (state === "idle") return null;
  return (
    <div aria-live="polite" className="fixed inset-x-0 top-0 z-20 h-1 animate-appear bg-solid">
      <span className="sr-only">{state === "submitting" ? "Sending" : "Loading"}</span>
    </div>
  );
}
