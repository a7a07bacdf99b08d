import { useEffect, useState } from "react";

/**
 * Seconds until an instant, below zero once it has passed, counted from the server's answer: a phone's own clock may
 * be wrong, its stopwatch is not.
 */
export function useSecondsLeft(atServer: number): number {
  const [left, setLeft] = useState(atServer);
  useEffect(() => {
    const from = performance.now();
    const tick = () => setLeft(Math.ceil(atServer - (performance.now() - from) / 1000));
    const timer = setInterval(tick, 1000);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [atServer]);
  return left;
}
