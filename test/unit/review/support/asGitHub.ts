/** What becomes of a comment where it is shown: read by libraries that share nothing with what wrote it. */
import MarkdownIt from "markdown-it";
import { type DefaultTreeAdapterTypes, parse, parseFragment } from "parse5";

export type Node = DefaultTreeAdapterTypes.Node;
export type Element = DefaultTreeAdapterTypes.Element;

/** With the extensions that GitHub and GitLab have in common: tables, HTML, and bare addresses as links. */
export function shown(markdown: string): Node {
    const renderer = new MarkdownIt({ html: true, linkify: true });
    renderer.linkify.set({ fuzzyLink: false });
    return parseFragment(renderer.render(markdown));
}

export function page(html: string): Node {
    return parse(html);
}

/** All elements of these names, in order. */
export function elements(node: Node, ...names: readonly string[]): readonly Element[] {
    const own = isElement(node) && names.includes(node.tagName) ? [node] : [];
    return [...own, ...childrenOf(node).flatMap((child) => elements(child, ...names))];
}

export function text(node: Node): string {
    return "value" in node ? node.value : childrenOf(node).map(text).join("");
}

export function attribute(element: Element, name: string): string | undefined {
    return element.attrs.find((each) => each.name === name)?.value;
}

/** The cells of each row of the table under this heading, as text. */
export function rowsUnder(root: Node, heading: string): readonly (readonly string[])[] {
    const rest = following(root, heading);
    const table = rest.flatMap((node) => elements(node, "table"))[0];
    return table
        ? elements(table, "tr")
              .slice(1)
              .map((row) => elements(row, "td", "th").map(text))
        : [];
}

/** The text under this heading, up to the next of its kind. */
export function textUnder(root: Node, heading: string): string {
    return following(root, heading).map(text).join("").trim();
}

/** The tags as they are nested, without texts, and without what a text may well be shown in. */
export function skeleton(node: Node, ...without: readonly string[]): string {
    const inner = childrenOf(node)
        .map((child) => skeleton(child, ...without))
        .join("");
    return isElement(node) && !without.includes(node.tagName) ? `<${node.tagName}>${inner}</>` : inner;
}

/** The texts in which GitHub and GitLab look for mentions and references: those outside code and links. */
export function looseTexts(node: Node): readonly string[] {
    if (isElement(node) && ["code", "pre", "a"].includes(node.tagName)) {
        return [];
    }
    return "value" in node ? [node.value] : childrenOf(node).flatMap(looseTexts);
}

/** The sources of the diagrams. */
export function diagrams(markdown: string): readonly string[] {
    return new MarkdownIt()
        .parse(markdown, {})
        .filter(({ type, info }) => type === "fence" && info === "mermaid")
        .map(({ content }) => content);
}

function following(root: Node, heading: string): readonly Node[] {
    const parent = parentOf(root, heading);
    const siblings = parent ? childrenOf(parent) : [];
    const start = siblings.findIndex((node) => isHeading(node) && text(node) === heading);
    const end = siblings.findIndex(
        (node, index) => index > start && isHeading(node) && node.tagName === (siblings[start] as Element).tagName,
    );
    return start < 0 ? [] : siblings.slice(start + 1, end < 0 ? undefined : end);
}

function parentOf(node: Node, heading: string): Node | undefined {
    const children = childrenOf(node);
    return children.some((child) => isHeading(child) && text(child) === heading)
        ? node
        : children.map((child) => parentOf(child, heading)).find((found) => found !== undefined);
}

function isHeading(node: Node): node is Element {
    return isElement(node) && /^h[2-4]$/.test(node.tagName);
}

function isElement(node: Node): node is Element {
    return "tagName" in node;
}

function childrenOf(node: Node): readonly Node[] {
    return "childNodes" in node ? node.childNodes : [];
}
