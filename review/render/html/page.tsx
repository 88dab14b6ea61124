/** The page: one document without any script, and without anything that it would have to fetch. */
import type { ComponentChildren, VNode } from "preact";
import type { Line } from "../line";
import { pictureOf, type Scene } from "../picture";
import type { ChangeEntry, Report, RequestEntry, Section } from "../section";
import { PictureSvg } from "./picture";
import { styleSheet } from "./style";
import { Text } from "./text";

export function Page({ report }: { readonly report: Report }): VNode {
    const { kind, verdict, tone, counts, reason, sections, closing } = report;
    return (
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>{`${kind === "review" ? "Review" : "Drift"}: ${verdict}`}</title>
                <style dangerouslySetInnerHTML={{ __html: styleSheet }} />
            </head>
            <body>
                <main>
                    <header class={tone}>
                        <h1>{verdict}</h1>
                        {counts.length > 0 && (
                            <p class="counts">
                                <Text of={counts} />
                            </p>
                        )}
                        {reason.length > 0 && (
                            <p>
                                <Text of={reason} />
                            </p>
                        )}
                    </header>
                    {sections
                        .filter(({ body }) => body.items.length > 0)
                        .map((section) => (
                            <SectionPart {...section} />
                        ))}
                    {closing.length > 0 && (
                        <footer>
                            <Paragraphs of={closing} />
                        </footer>
                    )}
                </main>
            </body>
        </html>
    );
}

function SectionPart({ title, intro, body, closing }: Section): VNode {
    return (
        <section>
            <h2>{title}</h2>
            <Paragraphs of={intro} />
            <BodyPart {...body} />
            <Paragraphs of={closing} />
        </section>
    );
}

function Paragraphs({ of }: { readonly of: readonly Line[] }): VNode {
    return (
        <>
            {of.map((line) => (
                <p>
                    <Text of={line} />
                </p>
            ))}
        </>
    );
}

function BodyPart(body: Section["body"]): VNode {
    switch (body.kind) {
        case "list":
            return <List items={body.items} />;
        case "table":
            return (
                <Table head={body.head}>
                    {body.items.map((cells) => (
                        <tr>
                            {cells.map((cell) => (
                                <td>
                                    <Text of={cell} />
                                </td>
                            ))}
                        </tr>
                    ))}
                </Table>
            );
        case "changes":
            return (
                <>
                    {body.items.map((change) => (
                        <ChangePart {...change} />
                    ))}
                </>
            );
        case "picture":
            return (
                <>
                    {body.items.map((scene) => (
                        <PicturePart {...scene} />
                    ))}
                </>
            );
    }
}

function List({ items }: { readonly items: readonly Line[] }): VNode {
    return (
        <ul>
            {items.map((item) => (
                <li>
                    <Text of={item} />
                </li>
            ))}
        </ul>
    );
}

function Table({ head, children }: { readonly head: readonly string[]; readonly children: ComponentChildren }): VNode {
    return (
        <div class="wide">
            <table>
                <thead>
                    <tr>
                        {head.map((title) => (
                            <th scope="col">{title}</th>
                        ))}
                    </tr>
                </thead>
                <tbody>{children}</tbody>
            </table>
        </div>
    );
}

function ChangePart({ title, details, requests }: ChangeEntry): VNode {
    const hasServing = requests.some(({ serving }) => serving.length > 0);
    return (
        <article>
            <h3>
                <Text of={title} />
            </h3>
            {details.length > 0 && <List items={details} />}
            {requests.length > 0 && (
                <Table
                    head={["Request", "What is asked of Microsoft Graph", ...(hasServing ? ["Active connectors"] : [])]}
                >
                    {requests.map((request) => (
                        <RequestRow {...request} hasServing={hasServing} />
                    ))}
                </Table>
            )}
        </article>
    );
}

function RequestRow(row: RequestEntry & { readonly hasServing: boolean }): VNode {
    return (
        <tr>
            <th scope="row">{row.order}</th>
            <td>
                <Text of={row.sentence} />
                <div class="path">
                    <Text of={row.request} />
                </div>
            </td>
            {row.hasServing && (
                <td>
                    {row.serving.map((line) => (
                        <div>
                            <Text of={line} />
                        </div>
                    ))}
                </td>
            )}
        </tr>
    );
}

/** More groups could not be taken in; what is not drawn is counted. */
const pictureSize = { groups: 24, itemsOfEach: 12 };

function PicturePart(scene: Scene): VNode {
    const picture = pictureOf(scene, pictureSize);
    return (
        <>
            <div class="wide">
                <PictureSvg {...picture} />
            </div>
            <p>An arrow stands beside what changes its group. A red bar: a connector that is not active.</p>
            {picture.rest !== "" && <p>{picture.rest}</p>}
        </>
    );
}
