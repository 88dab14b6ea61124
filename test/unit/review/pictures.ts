/** Connector groups as a review pictures them, said in few words. */
import type { PicturedGroup } from "../../../review/review";

export interface Picture {
    readonly id?: string;
    readonly region?: string;
    readonly isDefault?: boolean;
    /** The names of active connectors. */
    readonly active?: readonly string[];
    /** Connectors with another status. */
    readonly others?: Readonly<Record<string, string | undefined>>;
    readonly applications?: readonly string[];
}

/** A group whose id is its name in lower case, unless another is given. */
export function group(name: string, picture: Picture = {}): PicturedGroup {
    const { id = name.toLowerCase(), region, isDefault = false, active = [], others = {}, applications = [] } = picture;
    return {
        id,
        name,
        ...(region !== undefined && { region }),
        isDefault,
        connectors: [
            ...active.map((connector) => ({ id: `id of ${connector}`, name: connector, status: "active" })),
            ...Object.entries(others).map(([connector, status]) => ({
                id: `id of ${connector}`,
                name: connector,
                ...(status !== undefined && { status }),
            })),
        ],
        applications: applications.map((application) => ({ id: `id of ${application}`, name: application })),
    };
}
