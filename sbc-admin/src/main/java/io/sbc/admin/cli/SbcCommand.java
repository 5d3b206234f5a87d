package io.sbc.admin.cli;

import io.sbc.admin.boot.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The top of the command line. */
@Command(name = "sbc", mixinStandardHelpOptions = true, versionProvider = SbcCommand.VersionProvider.class, description = "A session border controller for Zoom softphones on Mitel PBXs.", subcommands = {
    RunCommand.class, CheckConfigCommand.class, DoctorCommand.class, UsersCommand.class, DevicesCommand.class,
    RegistrationsCommand.class, LicencesCommand.class, TemplatesCommand.class, JobsCommand.class, CallsCommand.class,
    CallCommand.class, AttemptsCommand.class, GuardCommand.class, ConsumersCommand.class, TokensCommand.class,
    AdministratorsCommand.class, ApiKeysCommand.class, EventsCommand.class, SettingsCommand.class,
    BackupCommand.class, RestoreCommand.class,
    CaptureCommand.class, AlarmsCommand.class, SupportCommand.class, LoggingCommand.class,
    ReloadCertificatesCommand.class, VersionCommand.class,
    WarmUpCommand.class,
    HelpCommand.class}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:well", "1:failed", "2:wrong usage"})
final class SbcCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Which command?");
    }

    /** For {@code --version}. */
    static final class VersionProvider implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[]{"sbc " + Version.current()};
        }
    }
}
