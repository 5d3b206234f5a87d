package io.sbc.core.directory;

/**
 * What a user is besides the devices. A user without one has an empty name and belongs to no template.
 *
 * @param email exact, case included
 * @param name for people; may be empty
 * @param template that the devices were made by; empty for none
 */
public record UserProfile(String email, String name, String template) {

    /** Of a user whom nobody has said anything about. */
    public static UserProfile unnamed(String email) {
        return new UserProfile(email, "", "");
    }
}
