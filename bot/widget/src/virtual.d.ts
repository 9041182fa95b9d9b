declare module "virtual:styles" {
  const css: string;
  export default css;
}
