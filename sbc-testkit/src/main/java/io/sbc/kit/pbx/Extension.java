package io.sbc.kit.pbx;

/**
 * Who may register.
 *
 * @param number   the user part of its address
 * @param authUser the name in its credentials, such as an authorization code; often the number
 */
public record Extension(String number, String authUser, String password) {

    /** One whose name for digest is its number. */
    public Extension(String number, String password) {
        this(number, number, password);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return number + " (" + authUser + ")";
    }
}
