package io.sbc.admin.console;

/** Parts of the menu, in this order. */
public enum Section {
    NOW("Now"), CALLS("Calls"), PEOPLE("Users"), ADMINISTRATION("Administration"), RECORDS("Records");

    private final String label;

    Section(String label) {
        this.label = label;
    }

    /** As it stands in the menu. */
    public String label() {
        return label;
    }
}
