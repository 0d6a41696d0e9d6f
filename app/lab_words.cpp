#include "app/lab_words.h"

#include <QCoreApplication>

namespace causeway::app {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("LabWords", text);
}

QString headlineFor(const Error& error)
{
    switch (error.code) {
    case ErrorCode::Unavailable:
        return tr("An address the lab needs is taken");
    case ErrorCode::PermissionDenied:
        return tr("The data folder cannot be written");
    case ErrorCode::DataLoss:
        return tr("The store is damaged");
    case ErrorCode::AlreadyExists:
        return tr("Another lab is using this folder");
    case ErrorCode::InvalidArgument:
        return tr("The scenario cannot be used");
    case ErrorCode::NotFound:
        return tr("A file the lab needs is missing");
    case ErrorCode::ResourceExhausted:
        return tr("This machine has no room for the lab");
    case ErrorCode::Timeout:
        return tr("The lab did not come up in time");
    default:
        return tr("The lab did not start");
    }
}

QString remedyFor(const Error& error, const QString& dataFolder)
{
    switch (error.code) {
    case ErrorCode::Unavailable:
        return tr("End the program that holds it, then try again.");
    case ErrorCode::PermissionDenied:
        return tr("Allow this user to write to %1, or start with --data-dir and another folder.").arg(dataFolder);
    case ErrorCode::DataLoss:
        return tr("Nothing was changed. Move %1 aside to start from the scenario, or put a backup in its place.")
            .arg(dataFolder);
    case ErrorCode::AlreadyExists:
        return tr("Attach to it, or start a second one with --data-dir and another folder.");
    case ErrorCode::InvalidArgument:
        return tr("Correct the file and try again, or start without --scenario.");
    case ErrorCode::NotFound:
        return tr("Check the name after --scenario, or start without it.");
    case ErrorCode::ResourceExhausted:
        return tr("Close other programs or allow this user more open files (ulimit -n), then try again.");
    default:
        return tr("Try again. If it stays so, start with another --data-dir.");
    }
}

} // namespace

QString labWaitingText()
{
    return tr("Starting the lab on this machine. Nothing leaves it.");
}

StartTarget::Words labWords(const Error& error, const QString& dataFolder)
{
    return {headlineFor(error), remedyFor(error, dataFolder)};
}

} // namespace causeway::app
