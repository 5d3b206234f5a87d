package io.sbc.simulation;

/** What all actors share. */
interface Stage {

    World world();

    Network network();

    PlayedMedia media();

    Verdicts verdicts();

    Counts counts();

    /** How wild the actors are. */
    Temper temper();
}
