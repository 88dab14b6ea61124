import type { ConnectorGroup } from "../graph/types";

/** The resolved inputs of a connector group, as the engine hands them over. */
export interface ConnectorGroupInputs {
    readonly name: string;
    readonly region?: string;
    readonly adopt?: boolean;
}

/** The outputs of a connector group, as they stand in the state. Changing this shape is a breaking change. */
export interface ConnectorGroupState {
    readonly name: string;
    /** As the service spells it; absent where it answers none. */
    readonly region?: string;
    readonly isDefault: boolean;
    readonly connectorGroupType: string;
    /**
     * What the program declared. `read` is given nothing but the outputs, and has to know which properties are
     * declared, and in which spelling, to report drift in those alone.
     */
    readonly __declared: ConnectorGroupInputs;
    /** The ids of the groups that this one replaces, while not everything has been carried over from them. */
    readonly __carrying?: readonly string[];
    /**
     * The ids of the groups that this one has taken the place of, whether or not they are deleted by now: one whose
     * deletion failed keeps its name until the engine asks for it again.
     */
    readonly __replaces?: readonly string[];
    /** The id of the group that an interrupted replacement has put beside this one, as a refresh has found it. */
    readonly __successor?: string;
}

/** What stands for a value that is not known before the update, in every message of the engine. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The declared properties out of what the engine hands over, with nothing undefined in them. */
export function toInputs(raw: unknown): ConnectorGroupInputs {
    const { name, region, adopt } = raw as ConnectorGroupInputs;
    return withoutUndefined({ name, region: region ?? undefined, adopt: adopt ?? undefined });
}

/** The state that every method answers. */
export function toState(
    group: ConnectorGroup,
    declared: ConnectorGroupInputs,
    unfinished: Pick<ConnectorGroupState, "__carrying" | "__replaces" | "__successor"> = {},
): ConnectorGroupState {
    const { __replaces: replaces = [], ...rest } = unfinished;
    return withoutUndefined({
        ...rest,
        ...(replaces.length > 0 && { __replaces: replaces }),
        name: group.name,
        region: group.region,
        isDefault: group.isDefault,
        connectorGroupType: group.connectorGroupType,
        __declared: declared,
    });
}

/**
 * The old outputs out of what the engine hands over.
 *
 * State of any released version is accepted. What an imported or a hand-written state may lack is filled with what it
 * implies: a property that is not there was not declared.
 */
export function fromState(raw: unknown): ConnectorGroupState {
    const state = raw as Partial<ConnectorGroupState>;
    const name = state.name ?? "";
    return withoutUndefined({
        name,
        region: state.region ?? undefined,
        isDefault: state.isDefault ?? false,
        connectorGroupType: state.connectorGroupType ?? "applicationProxy",
        __declared: state.__declared ?? { name },
        __carrying: state.__carrying,
        __replaces: state.__replaces,
        __successor: state.__successor,
    });
}

/** The protocol has no form for undefined: one anywhere in an answer fails the call after its work was done. */
function withoutUndefined<T extends object>(properties: T): Defined<T> {
    return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as Defined<T>;
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
    [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};
