/** The web build of React's server renderer; React 18's types name only the default entry. */
declare module "react-dom/server.browser" {
  export { renderToReadableStream } from "react-dom/server";
}
