package io.sbc.simulation;

import java.util.Set;

/** What all actors share. */
interface Stage {

    World world();

    Network network();

    PlayedMedia media();

    Verdicts verdicts();

    Counts counts();

    /** The own ends, by Call-ID and tag, of all dialogs that were ever tried by the apps of a user, or by the desk sets. */
    Set<String> endsOf(String who);

    /** How wild the actors are. */
    Temper temper();
}
