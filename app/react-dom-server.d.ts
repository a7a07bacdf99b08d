/** Node's build of React's server renderer, which runs in workerd too; React 18's types name only the default entry. */
declare module "react-dom/server.node" {
  export { renderToPipeableStream, renderToStaticMarkup } from "react-dom/server";
}
