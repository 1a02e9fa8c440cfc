"""All that the measured ways take from the product, in one place."""

import pkgutil
from importlib import import_module

import switchyard
from switchyard.adapters.exact_index import ExactIndex
from switchyard.domain.desk import DeskPointer
from switchyard.domain.desk_in_force import LoadedDesk
from switchyard.domain.employee import Employee
from switchyard.domain.incident import RecentTicket
from switchyard.domain.messages import TicketNudge
from switchyard.domain.shift import Shift
from switchyard.domain.vector import VectorDocument, VectorKind
from switchyard.domain.wording import hash_wording
from switchyard.entrypoints.assignment_nudges import create_assignment_handler
from switchyard.entrypoints.http.app import create_app
from switchyard.entrypoints.triage_nudges import create_triage_handler
from switchyard.usecases.assignment.service import AssignmentService
from switchyard.usecases.desk.loader import read_desk
from switchyard.usecases.incidents.detect import IncidentDetectionService
from switchyard.usecases.incidents.recent_tickets import RecentWindow
from switchyard.usecases.incidents.shared_boilerplate import BoilerplateFilter
from switchyard.usecases.intake.tickets import TicketIntake
from switchyard.usecases.learning.service import ClassifierLearningService, LearningVerdict
from switchyard.usecases.people.service import EmployeeService
from switchyard.usecases.triage.service import TriageService

__all__ = [
    "AssignmentService",
    "BoilerplateFilter",
    "ClassifierLearningService",
    "DeskPointer",
    "Employee",
    "EmployeeService",
    "ExactIndex",
    "IncidentDetectionService",
    "LearningVerdict",
    "LoadedDesk",
    "RecentTicket",
    "RecentWindow",
    "Shift",
    "TicketIntake",
    "TicketNudge",
    "TriageService",
    "VectorDocument",
    "VectorKind",
    "create_app",
    "create_assignment_handler",
    "create_triage_handler",
    "hash_wording",
    "import_whole_product",
    "read_desk",
]


def import_whole_product() -> None:
    """So that no import happens on a measured way."""
    for module in pkgutil.walk_packages(switchyard.__path__, "switchyard."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
